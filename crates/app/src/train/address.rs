//! The form in the address, so that a link makes a run again: `recipe=simple&lr=0.01&seed=7`. Only what
//! differs from the recipe is written, and nothing for the recipe that the form begins with.

use std::fmt::Write as _;

use matinee_protocol::{Backend, Field, Preset, Settings};

use super::form::{self, Form};
use crate::state::{parameter, quoted};

const RECIPE: &str = "recipe";
const BACKEND: &str = "backend";

/// The part of a query string that is the form's, as it stands there, with an ampersand in front.
#[must_use]
pub fn part_of(query: &str) -> String {
    let pairs = query.strip_prefix('?').unwrap_or(query).split('&');
    let is_ours = |pair: &&str| {
        let name = pair.split_once('=').map_or("", |(name, _)| name);
        name == RECIPE || name == BACKEND || Field::ALL.iter().any(|it| it.name() == name)
    };
    let mut part = String::new();
    for pair in pairs.filter(is_ours) {
        part.push('&');
        part += pair;
    }
    part
}

/// Writes what [`read`] reads, with an ampersand in front. A field that holds no number of its range is
/// left out.
#[must_use]
pub fn write(form: &Form) -> String {
    let preset = form.preset();
    let mut changed = String::new();
    let own = Settings::of(preset);
    if form.backend() != own.backend {
        changed += &format!("&{BACKEND}={}", form.backend().name());
    }
    for field in form.fields() {
        let Ok(number) = form.number(field) else {
            continue;
        };
        if number != own.get(field) {
            // Writing to a text cannot fail.
            let _ = write!(changed, "&{}={}", field.name(), form::written(number));
        }
    }
    match preset == form::FIRST && changed.is_empty() {
        true => changed,
        false => format!("&{RECIPE}={}{changed}", preset.name()),
    }
}

/// Reads the form of a query string. What is missing is the recipe's; what is wrong too, with a sentence
/// each.
#[must_use]
pub fn read(query: &str) -> (Form, Vec<String>) {
    let mut notices = Vec::new();
    let mut preset = form::FIRST;
    if let Some(asked) = parameter(query, RECIPE) {
        match Preset::ALL.into_iter().find(|it| it.name() == asked) {
            Some(found) => preset = found,
            None => notices.push(format!(
                "There is no recipe \u{201c}{}\u{201d} here. You see {} instead.",
                quoted(&asked),
                form::label(preset)
            )),
        }
    }
    let mut form = Form::of(preset);
    if let Some(asked) = parameter(query, BACKEND) {
        match Backend::ALL.into_iter().find(|it| it.name() == asked) {
            Some(found) => form.set_backend(found),
            None => notices.push(format!(
                "There is no backend \u{201c}{}\u{201d} here. You see {} instead.",
                quoted(&asked),
                form.backend().name()
            )),
        }
    }
    for field in Field::ALL {
        let Some(asked) = parameter(query, field.name()) else {
            continue;
        };
        if !field.is_of(preset.network()) {
            notices.push(format!(
                "The recipe {} has no \u{201c}{}\u{201d}: {} is passed over.",
                form::label(preset),
                field.label(),
                quoted(&asked)
            ));
            continue;
        }
        let own = form.text(field).to_owned();
        form.write(field, asked.clone());
        if let Some(fault) = form.fault(field) {
            notices.push(format!(
                "{fault}, not \u{201c}{}\u{201d}. You see {own}.",
                quoted(&asked)
            ));
            form.write(field, own);
        }
    }
    (form, notices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str) {
        let (form, notices) = read(query);
        assert_eq!(notices, [""; 0], "{query}");
        assert_eq!(write(&form), query);
    }

    fn check_notice(query: &str, culprit: &str) -> Form {
        let (form, notices) = read(query);
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains(culprit), "{notices:?}");
        form
    }

    #[test]
    fn what_is_written_is_read_back() {
        for query in [
            "",
            "&recipe=simple",
            "&recipe=plain&lr=0.02",
            "&recipe=original&backend=flex&embedding=8&hidden=32&epochs=3&held-out=10&seed=7",
            "&recipe=ensemble&batch=512&lambda=12.5",
            "&recipe=plain&dropout=0",
        ] {
            check(query);
        }
    }

    #[test]
    fn a_number_has_as_many_digits_as_the_address_says() {
        for (typed, said) in [
            ("&recipe=plain&lr=0.0200000001", "&recipe=plain&lr=0.02"),
            ("&recipe=plain&lambda=1e-9", "&recipe=plain&lambda=0"),
            ("&recipe=plain&lr=0.012600001", ""),
        ] {
            let (form, notices) = read(typed);
            assert_eq!(notices, [""; 0], "{typed}");
            assert_eq!(write(&form), said);
            assert_eq!(read(said).0.settings(), form.settings());
        }
    }

    #[test]
    fn what_differs_from_the_recipe_is_written_and_nothing_else() {
        let (form, _) = read("?user=500&view=train&recipe=simple&epochs=12&seed=3");
        assert_eq!(write(&form), "&recipe=simple&seed=3");
        let mut form = Form::of(form::FIRST);
        form.write(Field::Epochs, "many".to_owned());
        assert_eq!(write(&form), "");
    }

    #[test]
    fn what_cannot_be_had_is_named_and_the_recipes_number_taken() {
        let form = check_notice("?recipe=opera", "opera");
        assert_eq!(form, Form::of(form::FIRST));
        let form = check_notice("?lr=fast", "fast");
        assert_eq!(form, Form::of(form::FIRST));
        check_notice("?epochs=1000", "1 to 200");
        check_notice("?epochs=2.5", "2.5");
        check_notice("?backend=gpu", "gpu");
        check_notice("?recipe=simple&hidden=8", "Simple");
        check_notice("?lr=NaN", "NaN");
        check_notice("?seed=-1", "-1");
    }

    #[test]
    fn only_the_forms_part_is_carried_along() {
        let query = "?user=500&k=10&view=train&recipe=simple&lr=0.01&model=seed";
        assert_eq!(part_of(query), "&recipe=simple&lr=0.01");
        assert_eq!(part_of("?user=500&seed"), "");
        assert_eq!(part_of(""), "");
    }
}
