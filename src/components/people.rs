//! "Who is watching?" and "Compare with": comboboxes over all people.

use std::sync::Arc;

use leptos::prelude::*;

use crate::context::Context;
use crate::lists::user_idx;
use matinee_app::combobox::{Choice, Choices, Combobox};
use matinee_app::viewer::Viewer;
use matinee_app::words;
use matinee_data::dataset::User;

use super::combobox::{Named, Spec, combobox};

/// What is chosen when nobody is.
const NOBODY: &str = "Nobody";

/// One of the page's two comboboxes over all people.
#[derive(Clone, Copy)]
struct Field {
    /// Of the input; the ids of its parts begin with it.
    id: &'static str,
    label: &'static str,
    /// Whether nobody can be chosen too, as the first option.
    has_nobody: bool,
    chosen: fn(Context) -> Option<Viewer>,
    choose: fn(Context, Option<Viewer>),
}

impl Field {
    /// Rows before the users: nobody, where that can be chosen, and the visitor.
    fn n_before(self) -> usize {
        usize::from(self.has_nobody) + 1
    }

    fn viewer(self, context: Context, row: usize) -> Option<Viewer> {
        match row.checked_sub(self.n_before()) {
            Some(row) => Some(Viewer::User(context.engine().users().get(row)?.id)),
            None => (row + 1 == self.n_before()).then_some(Viewer::You),
        }
    }

    fn chosen_row(self, context: Context) -> usize {
        let Some(viewer) = (self.chosen)(context) else {
            return 0;
        };
        let idx = user_idx(context.engine(), viewer);
        idx.map_or(self.n_before() - 1, |idx| idx.row() + self.n_before())
    }
}

/// Whose list it is.
pub(crate) fn who_is_watching(context: Context) -> AnyView {
    let field = Field {
        id: "who",
        label: "Who is watching?",
        has_nobody: false,
        chosen: |context| Some(context.viewer()),
        choose: |context, viewer| {
            if let Some(viewer) = viewer {
                context.choose(viewer);
            }
        },
    };
    people(context, field)
}

/// Whose list it is compared with.
pub(crate) fn compare_with(context: Context) -> AnyView {
    let field = Field {
        id: "with",
        label: "Compare with",
        has_nobody: true,
        chosen: Context::with,
        choose: Context::compare_with,
    };
    people(context, field)
}

fn people(context: Context, field: Field) -> AnyView {
    let users = context.engine().users();
    let choice = |id: &str, words: &str| Choice {
        id: id.to_owned(),
        words: words.to_owned(),
    };
    let nobody = field.has_nobody.then(|| choice(NOBODY, "nobody, none"));
    let you = choice(&option_name(Viewer::You), "you, me, myself");
    let others = users.iter().map(|user| {
        let words = occupation(context, user).to_ascii_lowercase();
        choice(&user.id.to_string(), &words)
    });
    let choices = nobody.into_iter().chain([you]).chain(others);
    let chosen = field.chosen_row(context);
    let choices = Arc::new(Choices(choices.collect()));
    let model = RwSignal::new(Combobox::new(choices, Some(chosen)));
    follow_choice(context, field, model);
    let named = move |row| {
        let viewer = field.viewer(context, row);
        Named {
            name: viewer.map_or(NOBODY.to_owned(), option_name),
            words: viewer.map_or(String::new(), |viewer| describe(context, viewer)),
        }
    };
    let n_users = users.len();
    combobox(
        model,
        Spec {
            id: field.id,
            label: field.label,
            options: "Users",
            hint: format!("Type the number of one of {n_users} users, or an occupation."),
            named: Callback::new(named),
            choose: Callback::new(move |row| (field.choose)(context, field.viewer(context, row))),
        },
    )
}

/// A quick pick or the back button chooses too.
fn follow_choice(context: Context, field: Field, model: RwSignal<Combobox>) {
    Effect::new(move || {
        let row = field.chosen_row(context);
        model.maybe_update(|model| {
            let is_new = model.chosen() != Some(row);
            if is_new {
                model.choose(row);
            }
            is_new
        });
    });
}

fn option_name(viewer: Viewer) -> String {
    match viewer {
        Viewer::You => viewer.name(),
        Viewer::User(id) => id.to_string(),
    }
}

/// `28 · administrator · 228 ratings`
fn describe(context: Context, viewer: Viewer) -> String {
    let counted = |n: usize| words::counted(n, "rating", "ratings");
    let engine = context.engine();
    let Some(idx) = user_idx(engine, viewer) else {
        let n = context.session().with(|it| it.kept().ratings().len());
        return format!("{} in this browser", counted(n));
    };
    let person = &engine.users()[idx.row()];
    let n_ratings = counted(engine.n_seen(idx));
    let occupation = occupation(context, person);
    format!("{} · {occupation} · {n_ratings}", person.age)
}

fn occupation(context: Context, user: &User) -> &'static str {
    let name = context
        .engine()
        .occupations()
        .get(usize::from(user.occupation));
    name.map_or("", |name| words::occupation(name))
}
