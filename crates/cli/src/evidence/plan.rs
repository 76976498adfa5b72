//! What is trained, in the order in which the files need it.

use clap::ValueEnum;

use matinee_data::dataset::split::N_FOLDS;
use matinee_lab::Protocol;

use crate::evaluate::bench::{Thinning, Trial};
use crate::evaluate::contenders::{Contender, Name};

use super::SEED;

/// Percent of the ratings that are kept, besides all.
pub(super) const KEPT: [u32; 4] = [50, 25, 10, 5];

/// The trainings of each step.
pub(super) struct Plan {
    /// Every system on the first fold.
    pub(super) first_fold: Vec<Trial>,
    /// On the first fold again, told less: the hybrid without features, then every system with fewer and
    /// fewer ratings.
    pub(super) thinned: Vec<Trial>,
    /// Every system, people held out whole.
    pub(super) cold_start: Vec<Trial>,
    /// Every system on the other folds.
    pub(super) other_folds: Vec<Trial>,
    /// Every system by the other protocols.
    pub(super) others: Vec<Trial>,
}

impl Plan {
    /// With this recipe as the hybrid, and so many draws where parts are drawn.
    pub(super) fn of(hybrid: Name, draws: u32) -> Self {
        let names = || {
            let usual = Name::value_variants().iter().copied();
            usual
                .filter(|name| name.is_usual())
                .map(move |name| match name.is_hybrid() {
                    true => hybrid,
                    false => name,
                })
        };
        let trial = |protocol, part, name, thinning| Trial {
            protocol,
            part,
            seed: SEED,
            contender: Contender::new(name, protocol),
            thinning,
        };
        let all = |protocol: Protocol, parts: std::ops::RangeInclusive<u32>| -> Vec<Trial> {
            let of_part =
                |part| names().map(move |name| trial(protocol, part, name, Thinning::None));
            parts.flat_map(of_part).collect()
        };
        let thinned = KEPT.iter().flat_map(|percent| {
            names().map(|name| trial(Protocol::Folds, 1, name, Thinning::Kept(*percent)))
        });
        let bare = trial(Protocol::Folds, 1, hybrid, Thinning::Features);
        let mut others = all(Protocol::Stratified, 1..=draws);
        others.extend(all(Protocol::Time, 1..=1));
        Self {
            first_fold: all(Protocol::Folds, 1..=1),
            thinned: std::iter::once(bare).chain(thinned).collect(),
            cold_start: all(Protocol::ColdStart, 1..=draws),
            other_folds: all(Protocol::Folds, 2..=N_FOLDS),
            others,
        }
    }

    /// All of them.
    pub(super) fn trials(&self) -> impl Iterator<Item = &Trial> {
        let steps = [
            &self.first_fold,
            &self.thinned,
            &self.cold_start,
            &self.other_folds,
            &self.others,
        ];
        steps.into_iter().flatten()
    }
}
