//! The fit of the ranking head: from what people rated, and what their features say of their code before they
//! have rated.

use crate::training::error::LaeError;
use crate::training::heads::RankingHead;
use matinee_core::crew::Crew;
use matinee_core::domain::Rating;
use matinee_core::linear::{Axes, Cholesky, NotPositiveDefinite, add_scaled, principal_axes};
use matinee_core::random::seeded;
use matinee_engine::features::Matrix;

use super::profiles::{Profiles, given_by};
use super::recipe::LaeRecipe;

/// The stream of [`seeded`] from which the power iteration's first block is drawn.
const STREAM: u64 = 0x006C_6165;

/// Fits the head on training rows, over `n_movies` movies and as many people as `people`, their
/// features [n_users, n_user_features], has rows: movies and people without rows are allowed. The head is the
/// same bits whatever the `crew`.
///
/// ```text
/// x_uj = star_weights[stars], 0 where not rated       n_u = ratings of u
/// x'   = x · (n_u / mean n)^−row_damping              g_j = Σ_u x'²
/// d    = sqrt(max(g / mean g, energy_floor)^movie_damping + g / energy_unit)
/// A    = x' / d by column;  (e, V) = top eigenpairs of AᵀA;  s = e / (e + ridge)
/// q    = (pop + pop_s) / 2
/// ```
///
/// `pop` is the share of people who gave 4 stars or more, `pop_s` the head's own scores of the mean
/// profile, rescaled to the sum of `pop`. What features say of a code is a ridge regression of
/// (n_u / mean n)^−details_damping · s ⊙ Vᵀ (x / d). Means are over people and movies with
/// ratings.
///
/// # Errors
/// A recipe out of range; rows that are empty or weigh nothing; features that are no numbers.
///
/// # Panics
/// When a row names a user or a movie that does not exist.
pub fn fit(
    rows: &[Rating],
    people: &Matrix,
    n_movies: usize,
    recipe: &LaeRecipe,
    crew: &dyn Crew,
) -> Result<RankingHead, LaeError> {
    recipe.check()?;
    let given = given_by(rows, people.n_rows, &recipe.star_weights);
    let profiles = Profiles::new(&given, n_movies, crew);
    let n_raters = profiles.n_raters() as f64;
    let mean_profile: Vec<f64> = (profiles.column_sums().iter())
        .map(|sum| sum / n_raters)
        .collect();

    let mut damped = profiles.clone();
    damped.damp_rows(f64::from(recipe.row_damping));
    let scale = scale(&damped.energies(), recipe).ok_or(LaeError::NothingToLearn)?;
    damped.divide_columns(&scale);
    let sample = (damped.n_elements() / RATINGS_OF_A_ROUND).clamp(1, MOST_SAMPLED);
    let axes = axes(&damped, n_movies, sample, recipe);
    let ridge = f64::from(recipe.ridge);
    let shrinkage: Vec<f64> = axes.values.iter().map(|e| e / (e + ridge)).collect();

    let mut rated = profiles;
    rated.damp_rows(f64::from(recipe.details_damping));
    rated.divide_columns(&scale);
    let mut codes = rated.times(&axes.vectors, shrinkage.len());
    for code in codes.chunks_exact_mut(shrinkage.len()) {
        shrink(code, &shrinkage);
    }
    let raters: Vec<bool> = rated.raters().collect();
    let Details { features, start } = regress(&codes, shrinkage.len(), people, &raters, recipe)?;

    let mut liked = vec![0.0; n_movies];
    for rating in rows.iter().filter(|rating| rating.stars.is_liked()) {
        liked[rating.movie.row()] += 1.0 / n_raters;
    }
    let own = reconstruct(&axes, &shrinkage, &scale, &mean_profile);
    Ok(RankingHead {
        movies: Matrix {
            n_rows: n_movies,
            n_cols: axes.values.len(),
            values: to_f32(&axes.vectors),
        },
        scale: to_f32(&scale),
        shrinkage: to_f32(&shrinkage),
        star_weights: recipe.taste_weights,
        popularity: to_f32(&blend(&liked, &own)),
        prior_weight: recipe.prior_weight,
        prior_ratings: recipe.prior_ratings,
        features,
        start,
        details_ratings: recipe.details_ratings,
        stars_weight: recipe.stars_weight,
        below_weight: recipe.below_weight,
        stars_ratings: recipe.stars_ratings,
        genres_weight: recipe.genres_weight,
        genres_ratings: recipe.genres_ratings,
    })
}

/// Ratings that a round of the power iteration reads, at least; where there are more, the first rounds read those
/// of every second person, or every third, but no fewer than of every eighth.
const RATINGS_OF_A_ROUND: usize = 1 << 21;
const MOST_SAMPLED: usize = 8;
/// The last rounds read all of them. What the others found in some is close to what there is in all, and these
/// rounds bring it there.
const LAST_ROUNDS: u32 = 8;

/// The principal axes of what people rated; first of every `sample`th person.
fn axes(profiles: &Profiles<'_>, n_movies: usize, sample: usize, recipe: &LaeRecipe) -> Axes {
    let mut rounds_left = recipe.n_iterations;
    principal_axes(
        n_movies,
        recipe.rank,
        recipe.n_iterations,
        &mut seeded(recipe.seed, STREAM),
        |block, width| {
            let every = if rounds_left > LAST_ROUNDS { sample } else { 1 };
            rounds_left -= 1;
            profiles.gram_times(block, width, every)
        },
    )
}

/// d, from each movie's energy; `None` when no movie has any.
fn scale(energies: &[f64], recipe: &LaeRecipe) -> Option<Vec<f64>> {
    let n_rated = energies.iter().filter(|energy| **energy > 0.0).count();
    if n_rated == 0 {
        return None;
    }
    let mean = energies.iter().sum::<f64>() / n_rated as f64;
    let (floor, exponent) = (
        f64::from(recipe.energy_floor),
        f64::from(recipe.movie_damping),
    );
    let unit = f64::from(recipe.energy_unit);
    let of_movie = |energy: &f64| {
        let damping = libm::pow((energy / mean).max(floor), exponent);
        (damping + energy / unit).sqrt()
    };
    Some(energies.iter().map(of_movie).collect())
}

/// `d^½ ⊙ V (s ⊙ Vᵀ (x / d))`, [n_movies].
fn reconstruct(axes: &Axes, shrinkage: &[f64], scale: &[f64], profile: &[f64]) -> Vec<f64> {
    let k = shrinkage.len();
    let mut code = vec![0.0; k];
    for (row, (x, d)) in axes.vectors.chunks_exact(k).zip(profile.iter().zip(scale)) {
        for (code, v) in code.iter_mut().zip(row) {
            *code += v * x / d;
        }
    }
    shrink(&mut code, shrinkage);
    (axes.vectors.chunks_exact(k).zip(scale))
        .map(|(row, d)| d.sqrt() * row.iter().zip(&code).map(|(v, c)| v * c).sum::<f64>())
        .collect()
}

/// `code ⊙ shrinkage`, in place.
fn shrink(code: &mut [f64], shrinkage: &[f64]) {
    for (code, s) in code.iter_mut().zip(shrinkage) {
        *code *= s;
    }
}

/// The mean of `popularity` and `own`, the latter rescaled to the sum of the former.
fn blend(popularity: &[f64], own: &[f64]) -> Vec<f64> {
    let total: f64 = own.iter().sum();
    let factor = if total > 0.0 {
        popularity.iter().sum::<f64>() / total
    } else {
        0.0
    };
    (popularity.iter().zip(own))
        .map(|(pop, own)| f64::midpoint(*pop, own * factor))
        .collect()
}

fn to_f32(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}

/// A code as a linear function of features.
#[derive(Clone, Debug)]
struct Details {
    /// [n_features, rank]
    features: Matrix,
    /// [rank]: so that the average person's features say nothing.
    start: Vec<f32>,
}

/// Regresses `codes` ([n_users, rank] row by row) on `people`'s features, over the users for whom
/// `is_rater` holds: a ridge of strength `details_ridge` on features from which the mean is taken,
/// times `details_weight`.
fn regress(
    codes: &[f64],
    rank: usize,
    people: &Matrix,
    is_rater: &[bool],
    recipe: &LaeRecipe,
) -> Result<Details, NotPositiveDefinite> {
    let n_features = people.n_cols;
    let raters = || (0..people.n_rows).filter(|user| is_rater[*user]);
    let features = |user: usize| people.row(user).iter().map(|value| f64::from(*value));
    let n_raters = raters().count() as f64;
    let mut mean = vec![0.0; n_features];
    for user in raters() {
        for (mean, value) in mean.iter_mut().zip(features(user)) {
            *mean += value / n_raters;
        }
    }

    let mut system = vec![0.0; n_features * n_features];
    for feature in 0..n_features {
        system[feature * n_features + feature] = f64::from(recipe.details_ridge);
    }
    // [n_features, rank]: centred features, transposed, times codes.
    let mut together = vec![0.0; n_features * rank];
    for user in raters() {
        let centred: Vec<f64> = features(user).zip(&mean).map(|(x, m)| x - m).collect();
        for (feature, &value) in centred.iter().enumerate() {
            let row = &mut system[feature * n_features..][..n_features];
            add_scaled(row, value, &centred);
            let row = &mut together[feature * rank..][..rank];
            add_scaled(row, value, &codes[user * rank..][..rank]);
        }
    }
    let system = Cholesky::new(system, n_features)?;

    let mut start = vec![0.0; rank];
    let mut values = vec![0.0; n_features * rank];
    for axis in 0..rank {
        let mut slope: Vec<f64> = together.iter().skip(axis).step_by(rank).copied().collect();
        system.solve(&mut slope);
        for (feature, slope) in slope.iter().enumerate() {
            let slope = slope * f64::from(recipe.details_weight);
            values[feature * rank + axis] = slope as f32;
            start[axis] -= slope * mean[feature];
        }
    }
    Ok(Details {
        features: Matrix {
            n_rows: n_features,
            n_cols: rank,
            values,
        },
        start: start.into_iter().map(|value| value as f32).collect(),
    })
}

#[cfg(test)]
mod tests {
    use matinee_core::crew::Alone;
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};
    use matinee_core::linear::SymmetricEigen;
    use matinee_data::dataset::{CleaningRules, Tables, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;

    fn recipe() -> LaeRecipe {
        LaeRecipe {
            details_ridge: 2.0,
            details_weight: 3.0,
            ..LaeRecipe::default()
        }
    }

    #[test]
    fn one_feature_and_one_axis_as_by_hand() {
        let people = Matrix::from_rows(1, [[0.0], [2.0], [9.0]]);
        // The third has no ratings. Centred: −1 and 1; slope (−1·1 + 1·5) / (2 + 2) = 1.
        let details = regress(
            &[1.0, 5.0, 7.0],
            1,
            &people,
            &[true, true, false],
            &recipe(),
        );
        let Details { features, start } = details.unwrap();
        assert_eq!((features.values, start), (vec![3.0], vec![-3.0]));
    }

    #[test]
    fn the_average_persons_features_say_nothing() {
        let people = Matrix::from_rows(2, [[0.5, 1.0], [2.0, 0.0], [-1.0, 0.0]]);
        let codes = [1.0, 0.5, -2.0, 3.0, 0.25, 1.0];
        let Details { features, start } =
            regress(&codes, 2, &people, &[true; 3], &recipe()).unwrap();
        let mean = people.column_means();
        for (axis, start) in start.iter().enumerate() {
            let said: f32 = (0..2).map(|row| mean[row] * features.row(row)[axis]).sum();
            assert!((said + start).abs() < 1e-6);
        }
    }

    #[test]
    fn without_features_nothing_is_said() {
        let people = Matrix::from_rows::<[f32; 0]>(0, [[], []]);
        let details = regress(&[1.0; 4], 2, &people, &[true; 2], &recipe()).unwrap();
        assert_eq!((details.features.n_rows, details.start), (0, vec![0.0; 2]));
    }

    fn rating(user: u32, movie: u32, stars: u8) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        }
    }

    fn given(movie: u32, stars: u8) -> (MovieIdx, Stars) {
        (MovieIdx(movie), Stars::try_from(stars).unwrap())
    }

    /// The fit by one hand.
    fn fit(
        rows: &[Rating],
        people: &Matrix,
        n_movies: usize,
        recipe: &LaeRecipe,
    ) -> Result<RankingHead, LaeError> {
        super::fit(rows, people, n_movies, recipe, &Alone)
    }

    /// `n` people of whom no feature is known.
    fn silent(n: usize) -> Matrix {
        Matrix::from_rows(0, vec![[0.0; 0]; n])
    }

    fn made_up() -> Tables {
        let (files, _) = generate(&GeneratorConfig::small()).unwrap();
        clean(files.read().unwrap(), &CleaningRules::none()).0
    }

    fn fit_made_up(recipe: &LaeRecipe) -> (Tables, RankingHead) {
        let tables = made_up();
        let head = fit(
            &tables.ratings,
            &silent(tables.users.len()),
            tables.movies.len(),
            recipe,
        )
        .unwrap();
        (tables, head)
    }

    fn assert_close(found: f32, expected: f64) {
        let difference = (f64::from(found) - expected).abs();
        assert!(difference < 1e-6, "{found} instead of {expected}");
    }

    /// Movies in the order of `scores`, best first.
    fn order(scores: &[f32]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then_with(|| a.cmp(b)));
        order
    }

    /// Two people gave the same movie 5 stars: one axis.
    #[test]
    fn one_movie_as_by_hand() {
        let recipe = LaeRecipe::default();
        let head = fit(&[rating(0, 0, 5), rating(1, 0, 5)], &silent(2), 2, &recipe).unwrap();
        // g = 2 · 1.2² over one rated movie, so g / mean g = 1; the other movie is at the floor.
        let g = 2.88;
        let d = (1.0_f64 + g / 175.0).sqrt();
        assert_close(head.scale[0], d);
        assert_close(head.scale[1], 0.02_f64.powf(0.46).sqrt());
        assert_eq!(head.movies.values, [1.0, 0.0]);
        let e = g / (d * d);
        let s = e / (e + 240.0);
        assert_close(head.shrinkage[0], s);
        // Everybody likes movie 0, and the mean profile's scores are rescaled to the same sum.
        assert_eq!(head.popularity, [1.0, 0.0]);
        let scores = head.scores(&[], &[given(0, 4)]);
        assert_close(scores[0], d.sqrt() * s / d + 0.1 / (1.0 + 1.0 / 20.0));
        assert_close(scores[1], 0.0);
    }

    #[test]
    fn the_head_maps_profiles_as_the_dense_decomposition_does() {
        let recipe = LaeRecipe {
            rank: 6,
            n_iterations: 200,
            ..LaeRecipe::default()
        };
        let (tables, head) = fit_made_up(&recipe);
        let (n_users, n) = (tables.users.len(), tables.movies.len());

        // A = x' / d as a dense matrix, straight from the formulas.
        let mut counts = vec![0.0_f64; n_users];
        for row in &tables.ratings {
            counts[row.user.row()] += 1.0;
        }
        let mean = tables.ratings.len() as f64 / counts.iter().filter(|n| **n > 0.0).count() as f64;
        let mut a = vec![0.0; n_users * n];
        for row in &tables.ratings {
            let weight = f64::from(row.stars.pick(&recipe.star_weights));
            let damping = (counts[row.user.row()] / mean).powf(-f64::from(recipe.row_damping));
            let d = f64::from(head.scale[row.movie.row()]);
            a[row.user.row() * n + row.movie.row()] = weight * damping / d;
        }
        let mut gram = vec![0.0; n * n];
        for row in a.chunks_exact(n) {
            for (i, x) in row.iter().enumerate() {
                for (j, y) in row.iter().enumerate() {
                    gram[i * n + j] += x * y;
                }
            }
        }
        let dense = SymmetricEigen::new(gram, n);

        let profile = [given(0, 5), given(7, 2), given(30, 4)];
        let prior = 0.1 / (1.0 + 3.0 / 20.0);
        let x = [(0, 1.3), (7, 0.0), (30, 1.0)];
        for (movie, score) in head.scores(&[], &profile).iter().enumerate() {
            let mut expected = prior * f64::from(head.popularity[movie]);
            for k in 0..recipe.rank {
                let v = &dense.vectors[k * n..][..n];
                let code: f64 = (x.iter())
                    .map(|(rated, x)| v[*rated] * x / f64::from(head.scale[*rated]))
                    .sum();
                let share = dense.values[k] / (dense.values[k] + 240.0);
                expected += f64::from(head.scale[movie]).sqrt() * v[movie] * share * code;
            }
            assert_close(*score, expected);
        }
    }

    /// The lengths of the axes sum to what the code keeps of the rows.
    #[test]
    fn axes_of_a_sample_first_keep_as_much_of_the_rows() {
        let recipe = LaeRecipe {
            rank: 6,
            ..LaeRecipe::default()
        };
        let tables = made_up();
        let n_movies = tables.movies.len();
        let given = given_by(&tables.ratings, tables.users.len(), &recipe.star_weights);
        let profiles = Profiles::new(&given, n_movies, &Alone);
        let kept = |sample| {
            let axes = axes(&profiles, n_movies, sample, &recipe);
            axes.values.iter().sum::<f64>()
        };
        let all = kept(1);
        for sample in [2, 8] {
            assert!((kept(sample) / all - 1.0).abs() < 1e-3, "{sample}");
        }
    }

    #[test]
    fn the_same_recipe_gives_the_same_bits() {
        let recipe = LaeRecipe::default();
        assert_eq!(fit_made_up(&recipe).1, fit_made_up(&recipe).1);
    }

    #[test]
    fn where_the_iteration_starts_does_not_matter() {
        let recipe = LaeRecipe {
            n_iterations: 200,
            ..LaeRecipe::default()
        };
        let another = LaeRecipe {
            seed: 2,
            ..recipe.clone()
        };
        let (_, head) = fit_made_up(&recipe);
        let (_, other) = fit_made_up(&another);
        let profile = [given(3, 5), given(9, 4)];
        for (one, other) in head
            .scores(&[], &profile)
            .iter()
            .zip(other.scores(&[], &profile))
        {
            assert_close(*one, f64::from(other));
        }
    }

    #[test]
    fn somebody_without_ratings_gets_the_order_of_popularity() {
        let (_, head) = fit_made_up(&LaeRecipe::default());
        assert_eq!(order(&head.scores(&[], &[])), order(&head.popularity));
    }

    #[test]
    fn popularity_counts_less_with_every_rating() {
        let (_, head) = fit_made_up(&LaeRecipe::default());
        let unpopular = RankingHead {
            popularity: vec![0.0; head.popularity.len()],
            ..head.clone()
        };
        let mut profile = Vec::new();
        let mut last = f32::INFINITY;
        for movie in 0..40 {
            let (with, without) = (head.scores(&[], &profile), unpopular.scores(&[], &profile));
            let share = (with[60] - without[60]) / head.popularity[60];
            assert!(share > 0.0 && share < last, "after {movie} ratings");
            last = share;
            profile.push(given(movie, 4));
        }
        // 39 ratings: .1 / (1 + 39/20)
        assert!((last - 0.1 / 2.95).abs() < 1e-3);
    }

    #[test]
    fn a_movie_without_ratings_is_scored_from_the_prior_alone() {
        let rows = [rating(0, 0, 5), rating(0, 1, 4), rating(2, 1, 5)];
        let head = fit(&rows, &silent(3), 4, &LaeRecipe::default()).unwrap();
        let scores = head.scores(&[], &[given(1, 5)]);
        assert!(scores.iter().all(|score| score.is_finite()));
        assert_eq!((head.popularity[3], scores[3]), (0.0, 0.0));
        assert!(head.scale.iter().all(|d| *d > 0.0));
    }

    #[test]
    fn the_rank_is_no_more_than_the_data_has() {
        let rows = [rating(0, 0, 5), rating(0, 1, 4), rating(2, 1, 5)];
        let head = fit(&rows, &silent(3), 4, &LaeRecipe::default()).unwrap();
        assert_eq!((head.movies.n_cols, head.shrinkage.len()), (2, 2));
    }

    #[test]
    fn nothing_can_be_learned_from_nothing() {
        let recipe = LaeRecipe::default();
        assert_eq!(
            fit(&[], &silent(3), 4, &recipe),
            Err(LaeError::NothingToLearn)
        );
        let blind = LaeRecipe {
            star_weights: [0.0; 5],
            ..recipe
        };
        let rows = [rating(0, 0, 5)];
        assert_eq!(
            fit(&rows, &silent(1), 1, &blind),
            Err(LaeError::NothingToLearn)
        );
    }

    #[test]
    fn a_recipe_out_of_range_is_refused() {
        let recipe = LaeRecipe {
            rank: 0,
            ..LaeRecipe::default()
        };
        let error = fit(&[rating(0, 0, 5)], &silent(1), 1, &recipe).unwrap_err();
        assert_eq!(error.to_string(), "rank must be 1 to 512, found 0");
    }

    /// Two kinds of people, each with a movie of its own.
    fn two_kinds() -> RankingHead {
        let rows: Vec<Rating> = (0..40)
            .flat_map(|user| [rating(user, user % 2, 5), rating(user, 2, 4)])
            .collect();
        let people = Matrix::from_rows(1, (0..40).map(|user| [f32::from(user % 2 == 1)]));
        let recipe = LaeRecipe {
            ridge: 1.0,
            details_ridge: 1.0,
            ..LaeRecipe::default()
        };
        fit(&rows, &people, 4, &recipe).unwrap()
    }

    #[test]
    fn before_they_rate_people_get_what_people_like_them_rated() {
        let head = two_kinds();
        let [first, second] = [[0.0], [1.0]].map(|features| head.scores(&features, &[]));
        assert!(first[0] > first[1] && second[1] > second[0]);
    }

    #[test]
    fn features_say_less_with_every_rating() {
        let head = two_kinds();
        let said = |ratings: &[(MovieIdx, Stars)]| {
            head.scores(&[1.0], ratings)[1] - head.scores(&[0.0], ratings)[1]
        };
        let (before, after) = (said(&[]), said(&[given(2, 4)]));
        // Twenty ratings halve it: after one it is 20/21.
        assert!(before > 0.0 && (after / before - 20.0 / 21.0).abs() < 1e-3);
    }
}
