//! What is packed of popularity.

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::artifact::{Catalogue, GoldenPrediction, People, PopularityWeights};

use super::build::Pack;

impl Pack for PopularityWeights {
    /// Predicts by the formulas word for word, in double precision.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        catalogue: &Catalogue,
        _people: &People,
    ) -> Vec<GoldenPrediction> {
        let sum = |counts: &[u32]| counts.iter().map(|n| f64::from(*n)).sum::<f64>();
        let liked = sum(&catalogue.n_liked) / sum(&catalogue.n_ratings).max(1.0);
        let predict = |&(user, movie): &(UserIdx, MovieIdx)| {
            let n_liked = f64::from(catalogue.n_liked[movie.row()]);
            let n_ratings = f64::from(catalogue.n_ratings[movie.row()]);
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars: (2.0 + 2.5 * (n_liked + liked) / (n_ratings + 1.0)) as f32,
                ranking_score: libm::log(1.0 + n_liked) as f32,
            }
        };
        pairs.iter().map(predict).collect()
    }

    fn keep(&mut self, _kept: &[UserIdx]) {}
}
