//! How well a movie fits a person, from 0 to 100: the *match* of a row.
//!
//! A ranking score has no unit, and says nothing by itself. A match puts it on the person's own scale:
//! 100 for the movie that fits best of all that they have not rated, 0 for the one that fits least,
//! whichever of them the list may show. So it falls from place to place in a list that no lever
//! moves, and a list of one genre shows how far it is from the best.

use matinee_engine::engine::{Engine, Person, Steering};

/// The scale of one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitScale {
    /// Ranking score of the movie that fits least.
    least: f32,
    /// Ranking score of the movie that fits best.
    most: f32,
}

impl FitScale {
    /// Finds the scale of somebody, as the list's two heads are blended. `None` where nothing is
    /// left to recommend.
    #[must_use]
    pub fn of(engine: &Engine, person: &Person, steering: Steering) -> Option<Self> {
        let (least, most) = engine.score_range(person, steering)?;
        Some(Self { least, most })
    }

    /// Puts a ranking score on the scale, 0 to 100. Never rounded up to 100: that is the best alone.
    #[must_use]
    pub fn fit(&self, ranking_score: f32) -> u8 {
        if ranking_score >= self.most {
            return 100;
        }
        let share = (ranking_score - self.least) / (self.most - self.least);
        // What is no number, where all movies are alike, counts as the least.
        (share * 100.0).round().clamp(0.0, 99.0) as u8
    }
}

/// Says what a match is, to whoever asks why a movie stands where it stands.
#[must_use]
pub fn said(fit: u8, viewer: &str, have: &str) -> String {
    format!(
        "Match {fit} of 100: 100 is the movie that fits {viewer} best of all that {have} not rated, 0 the one that fits least."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(least: f32, most: f32, scores: &[f32]) -> Vec<u8> {
        let scale = FitScale { least, most };
        scores.iter().map(|score| scale.fit(*score)).collect()
    }

    #[test]
    fn the_best_has_100_the_least_0_and_the_middle_50() {
        assert_eq!(fits(-0.5, 1.5, &[1.5, 0.5, -0.5]), [100, 50, 0]);
    }

    #[test]
    fn only_the_best_has_100() {
        assert_eq!(fits(0.0, 1.0, &[0.9999]), [99]);
    }

    #[test]
    fn a_list_in_the_order_of_its_scores_has_matches_that_never_rise() {
        let scores = [0.93, 0.92, 0.911, 0.91, 0.4, 0.1];
        assert!(fits(-0.2, 0.93, &scores).is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn where_all_movies_are_alike_each_is_the_best() {
        assert_eq!(fits(0.3, 0.3, &[0.3]), [100]);
    }

    #[test]
    fn what_is_beyond_the_scale_or_no_number_stays_on_it() {
        assert_eq!(fits(0.0, 1.0, &[2.0, -1.0, f32::NAN]), [100, 0, 0]);
    }
}
