//! The weights of a factor model, as they are stored, and what must hold of them.

use serde::{Deserialize, Serialize};

use crate::container::quantise::{Packed, Shaped, Stored};
use crate::container::sections::ArtifactError;
use crate::networks::check::{Part, Sizes, largest, largest_of};
use matinee_core::domain::Stars;
use matinee_core::ready::Pause;

/// Factors for stars, and perhaps others for the order.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorWeights {
    /// Stars.
    pub stars: FactorSet,
    /// Order; without it lists are ordered by the stars.
    pub order: Option<Order>,
}

/// What lists are ordered by, where that is not the stars.
///
/// ```text
/// score(u, i) = value(u, i) + stars_weight · stars(u, i)
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order<M = Stored> {
    /// Of who watched what.
    pub set: FactorSet<M>,
    /// What a predicted star counts, 0 or more.
    pub stars_weight: f32,
}

/// Rows of `d` values of a vector, then a level.
///
/// ```text
/// value(u, i) = mean + level_u + level_i + vector_u · vector_i
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorSet<M = Stored> {
    /// What is added to every value.
    pub mean: f32,
    /// [n_users, d + 1]: known people.
    pub users: M,
    /// [n_movies, d + 1]
    pub movies: M,
    /// [d + 1]: somebody who says nothing, the average person.
    pub start: Vec<f32>,
    /// How somebody new gets a row.
    pub fit: Fit,
}

/// How rows of people were fitted to those of movies, which is how somebody new gets theirs: the minimum of
///
/// ```text
/// Σ_j w_j (t_j − a_j · x)² + k (l2 |vector|² + level_l2 level²),   x = [vector, level], a_j = [vector_j, 1]
/// ```
///
/// over what they rated, where `k` is the number of their ratings or 1. It comes to
/// `A x = Σ_j b_j a_j` with `A = Σ_j w_j a_j a_jᵀ + k diag(l2)`, for [`Feedback::Implicit`] with the sum over
/// all movies in `A`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Strength of the regularisation, above 0.
    pub l2: f32,
    /// The same of a person's level, above 0; `None` where people have no level.
    pub level_l2: Option<f32>,
    /// Whether regularisation counts as often as the person has ratings (Zhou et al. 2008: ALS-WR).
    pub per_rating: bool,
    /// What a rating says.
    pub feedback: Feedback,
}

/// What a rating says of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Feedback {
    /// The stars themselves: `w = 1`, `b = stars − mean − level of the movie`.
    Stars,
    /// That somebody watched it, the more surely the more it counts (Hu, Koren and Volinsky 2008).
    Implicit(Confidence),
}

/// ```text
/// c = base + alpha |r|,   w = c − 1,   b = c where r > 0, else 0
/// ```
///
/// where `r` is what the stars count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// 0 or more.
    pub alpha: f32,
    /// 1 as in the paper and in Spark, 0 as in implicit.
    pub base: f32,
    /// What ½, 1, … 5 stars count.
    pub counts: [f32; 10],
    /// Σ vector vectorᵀ of all movies that there were, [d (d + 1) / 2]: the rows of the lower triangle.
    pub gram: Vec<f32>,
}

impl Confidence {
    /// What these stars count.
    #[must_use]
    pub const fn count(&self, stars: Stars) -> f32 {
        // There are 1 to 10 halves.
        self.counts[stars.halves() as usize - 1]
    }

    /// `(w, b)` of a rating.
    #[must_use]
    pub fn weight_and_target(&self, stars: Stars) -> (f64, f64) {
        let count = f64::from(self.count(stars));
        let confidence = f64::from(self.base) + f64::from(self.alpha) * count.abs();
        let target = if count > 0.0 { confidence } else { 0.0 };
        (confidence - 1.0, target)
    }
}

impl FactorSet<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// A matrix that cannot be unpacked; so of the order.
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<FactorSet, &'static str> {
        Ok(FactorSet {
            mean: self.mean,
            users: self.users.unpack(pause).await?,
            movies: self.movies.unpack(pause).await?,
            start: self.start,
            fit: self.fit,
        })
    }
}

impl Order<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// As of a set.
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<Order, &'static str> {
        Ok(Order {
            set: self.set.unpack(pause).await?,
            stars_weight: self.stars_weight,
        })
    }
}

const OF_STARS: Part = Part("factors of stars");
const OF_ORDER: Part = Part("factors of order");
/// Beyond the stars that anybody gives.
const STARS: f64 = 8.0;

/// Compares shapes with what the tables dictate, also of matrices that are not unpacked.
pub(super) fn shapes<M: Shaped>(
    stars: &FactorSet<M>,
    order: Option<&Order<M>>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    shapes_of(OF_STARS, stars, sizes)?;
    order.map_or(Ok(()), |order| shapes_of(OF_ORDER, &order.set, sizes))
}

fn shapes_of(part: Part, set: &FactorSet<impl Shaped>, sizes: Sizes) -> Result<(), ArtifactError> {
    let (n_movies, width) = set.movies.shape();
    part.tables(set.users.shape().0, n_movies, sizes)?;
    let Some(d) = width.checked_sub(1) else {
        return part.refuse("it has neither vectors nor levels".into());
    };
    part.shape("people", &set.users, (sizes.n_users, width))?;
    part.length("start", &set.start, width)?;
    match &set.fit.feedback {
        Feedback::Stars => Ok(()),
        Feedback::Implicit(it) => part.length("the Gram matrix", &it.gram, d * (d + 1) / 2),
    }
}

/// Checks that every number is one.
pub(super) fn numbers(weights: &FactorWeights) -> Result<(), ArtifactError> {
    numbers_of(OF_STARS, &weights.stars)?;
    let Some(Order { set, stars_weight }) = &weights.order else {
        return Ok(());
    };
    numbers_of(OF_ORDER, set)?;
    OF_ORDER.numbers("the weight of stars", &[*stars_weight])?;
    if *stars_weight < 0.0 {
        return OF_ORDER.refuse("stars speak against a movie".into());
    }
    Ok(())
}

fn numbers_of(part: Part, set: &FactorSet) -> Result<(), ArtifactError> {
    let FactorSet {
        mean,
        users,
        movies,
        start,
        fit,
    } = set;
    part.matrix("people", users)?;
    part.matrix("movies", movies)?;
    part.numbers("start", start)?;
    part.numbers("the mean", &[*mean])?;
    part.positive("L2", &[fit.l2])?;
    part.positive("L2 of the level", fit.level_l2.as_slice())?;
    let Feedback::Implicit(confidence) = &fit.feedback else {
        return Ok(());
    };
    let Confidence {
        alpha,
        base,
        counts,
        gram,
    } = confidence;
    part.numbers("the confidence", &[*alpha, *base])?;
    if *alpha < 0.0 || *base < 0.0 {
        return part.refuse("a rating counts less than none".into());
    }
    part.numbers("what stars count", counts)?;
    part.numbers("the Gram matrix", gram)
}

/// Checks that no sum overflows.
pub(super) fn range(weights: &FactorWeights) -> Result<(), ArtifactError> {
    let stars = range_of(OF_STARS, &weights.stars)?;
    let Some(Order { set, stars_weight }) = &weights.order else {
        return Ok(());
    };
    let order = range_of(OF_ORDER, set)?;
    OF_ORDER.bounded(&[order + f64::from(*stars_weight) * stars])
}

/// Returns what no value exceeds.
fn range_of(part: Part, set: &FactorSet) -> Result<f64, ArtifactError> {
    let (n_movies, width) = set.movies.shape();
    let (n, width) = (n_movies as f64, width as f64);
    let movie = largest_of(&set.movies);
    let l2 = f64::from(set.fit.l2.min(set.fit.level_l2.unwrap_or(f32::MAX)));
    let value =
        |vector: f64| largest(&[set.mean]) + (width + 1.0) * (vector + movie + vector * movie);
    // What somebody new can come to. Of stars, a ridge regression is no longer than what is left over, over
    // twice the root of its strength; of the others, the right side over the least eigenvalue.
    let (own, gram) = match &set.fit.feedback {
        Feedback::Stars => {
            let left_over = STARS + largest(&[set.mean]) + movie;
            (left_over * n.sqrt() / l2.sqrt(), n * movie * movie)
        }
        Feedback::Implicit(it) => {
            let confidence = f64::from(it.base) + f64::from(it.alpha) * largest(&it.counts);
            let by_ratings = n * (confidence + 1.0) * movie;
            (
                by_ratings * width.sqrt() / l2,
                by_ratings * movie + largest(&it.gram),
            )
        }
    };
    let known = largest_of(&set.users).max(largest(&set.start));
    let most = value(known).max(value(own));
    part.bounded(&[most, gram, n * l2])?;
    Ok(most)
}
