//! What is packed of factors that another program learned.

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::artifact::{
    Catalogue, FactorSet, FactorWeights, Feedback, Fit, GoldenPrediction, Order, People, Precision,
    Stored,
};
use matinee_engine::features::Matrix;

use super::build::Pack;

impl Pack for FactorWeights {
    /// Predicts by the formulas word for word, in double precision.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        _catalogue: &Catalogue,
        people: &People,
    ) -> Vec<GoldenPrediction> {
        // Somebody new who says nothing stands for nobody.
        let is_nobody = people.users.is_empty();
        let values = |set: &FactorSet| -> Vec<f64> {
            let (users, movies) = (set.users.to_matrix(), set.movies.to_matrix());
            let value = |(user, movie): &(UserIdx, MovieIdx)| {
                let person = match is_nobody {
                    true => &set.start[..],
                    false => users.row(user.row()),
                };
                f64::from(set.mean) + product(person, movies.row(movie.row()))
            };
            pairs.iter().map(value).collect()
        };
        let stars = values(&self.stars);
        let scores = match &self.order {
            None => stars.clone(),
            Some(Order { set, stars_weight }) => {
                let by_order = values(set).into_iter().zip(&stars);
                let score = |(order, stars)| order + f64::from(*stars_weight) * stars;
                by_order.map(score).collect()
            }
        };
        let numbers = stars.into_iter().zip(scores);
        let golden = |((user, movie), (stars, score)): (&(UserIdx, MovieIdx), (f64, f64))| {
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars: stars as f32,
                ranking_score: score as f32,
            }
        };
        pairs.iter().zip(numbers).map(golden).collect()
    }

    fn keep(&mut self, kept: &[UserIdx]) {
        let rows: Vec<usize> = kept.iter().map(|user| user.row()).collect();
        self.stars.users = self.stars.users.only(&rows);
        if let Some(order) = &mut self.order {
            order.set.users = order.set.users.only(&rows);
        }
    }
}

/// Of two rows, each with a level at its end.
fn product(a: &[f32], b: &[f32]) -> f64 {
    let last = a.len() - 1;
    let products = a[..last].iter().zip(b);
    let dot: f64 = products.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
    dot + f64::from(a[last]) + f64::from(b[last])
}

/// Rounds factors for serving.
#[must_use]
pub fn round_factors(set: &FactorSet<Matrix>, precision: Precision) -> FactorSet {
    FactorSet {
        mean: set.mean,
        users: Stored::new(&set.users, precision),
        movies: Stored::new(&set.movies, precision),
        start: set.start.clone(),
        fit: set.fit.clone(),
    }
}

/// Stars for a model that predicts none: for everybody those of the network *popularity*, by how many liked a
/// movie.
#[must_use]
pub fn levels_of(catalogue: &Catalogue, n_users: usize) -> FactorSet {
    let sum = |counts: &[u32]| counts.iter().map(|n| f64::from(*n)).sum::<f64>();
    let liked = sum(&catalogue.n_liked) / sum(&catalogue.n_ratings).max(1.0);
    let counts = catalogue.n_liked.iter().zip(&catalogue.n_ratings);
    let level = |(n_liked, n_ratings): (&u32, &u32)| {
        let share = (f64::from(*n_liked) + liked) / (f64::from(*n_ratings) + 1.0);
        [(2.5 * share) as f32]
    };
    let nobody = Matrix::from_rows(1, (0..n_users).map(|_| [0.0]));
    let plain = FactorSet {
        mean: 2.0,
        users: nobody,
        movies: Matrix::from_rows(1, counts.map(level)),
        start: vec![0.0],
        fit: Fit {
            l2: 1.0,
            level_l2: None,
            per_rating: false,
            feedback: Feedback::Stars,
        },
    };
    round_factors(&plain, Precision::F16)
}
