//! The table of what a visitor does in a soak. A new act is an entry of one of its parts.
//!
//! An act is a JavaScript function that draws what it needs (`draw(n)` is a number below n, `pick` one of several) and
//! has the words of soak.js. It returns what the visitor did by it, [`Did`](super::oracle::Did) by `Did`, as they would
//! tell it by what they pressed and not by what came of it; and nothing where the page has nothing to do it with.

mod around;
mod list;
mod stars;
mod training;

pub(super) use training::FAULTS;

use super::look::Place;

/// Something that a visitor does.
#[derive(Debug)]
pub(super) struct Act {
    /// As it is told when something goes wrong.
    pub(super) name: &'static str,
    /// How often it is drawn, beside the others of its place.
    pub(super) weight: u32,
    /// Where it is done; `None` for anywhere.
    pub(super) place: Option<Place>,
    /// See the module.
    pub(super) script: &'static str,
}

impl Act {
    const fn at(place: Place, name: &'static str, weight: u32, script: &'static str) -> Self {
        Self {
            name,
            weight,
            place: Some(place),
            script,
        }
    }

    const fn anywhere(name: &'static str, weight: u32, script: &'static str) -> Self {
        Self {
            name,
            weight,
            place: None,
            script,
        }
    }
}

/// All of them.
pub(super) fn acts() -> impl Iterator<Item = &'static Act> {
    let parts = [stars::ACTS, stars::TRIALS, list::ACTS, around::ACTS];
    parts.into_iter().flatten()
}

/// Tells whether an act is one of a trial, which ends in one tab by what is done in another.
pub(super) fn is_trial(act: &Act) -> bool {
    stars::TRIALS.iter().any(|it| it.name == act.name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_act_has_a_name_of_its_own_and_is_drawn() {
        let mut names = BTreeSet::new();
        for act in acts().chain(FAULTS) {
            assert!(act.weight > 0, "{} is never drawn", act.name);
            assert!(names.insert(act.name), "{} is there twice", act.name);
        }
    }
}
