//! The figures of a data set and of a model: which chart, of what, in which words.

use matinee_core::decimal::{counted, thousands};
use matinee_core::domain::UserId;
use matinee_data::dataset::stats::Stats;
use matinee_engine::engine::{Engine, Recommendation};

use super::charts::{self, Entry, Words};

/// Draws how many movies each genre has.
#[must_use]
pub fn draw_genres(stats: &Stats) -> String {
    let values: Vec<_> = (stats.genres.iter())
        .map(|genre| (genre.genre.as_str(), genre.n_movies))
        .collect();
    let n_movies = thousands(stats.ratings_of_movie.len());
    let largest = values.iter().max_by_key(|(_, n)| *n);
    let words = Words {
        title: "Genres",
        subtitle: &format!(
            "Movies of each genre, of {n_movies}; a movie counts for each genre it has"
        ),
        description: &format!(
            "Horizontal bars. The largest genre is {}.",
            largest.map_or_else(String::new, |(name, n)| {
                format!("{name} with {}", counted(*n, "movie", "movies"))
            })
        ),
    };
    charts::bars(&words, &values)
}

/// Draws how many movies were released in each year.
#[must_use]
pub fn draw_years(stats: &Stats) -> String {
    let values: Vec<_> = (stats.release_years.iter())
        .map(|year| (u32::from(year.year), year.n_movies))
        .collect();
    let words = Words {
        title: "Release years",
        subtitle: &format!(
            "Movies released in each year, of {}",
            thousands(stats.ratings_of_movie.len())
        ),
        description: &range("Columns", &values, "movies", "year"),
    };
    charts::columns(&words, "year of release", &values)
}

/// Draws how many users have each age.
#[must_use]
pub fn draw_ages(stats: &Stats) -> String {
    let values: Vec<_> = (stats.ages.iter())
        .map(|age| (u32::from(age.age), age.n_users))
        .collect();
    let words = Words {
        title: "Ages",
        subtitle: &format!(
            "Users of each age, of {}",
            thousands(stats.ratings_of_user.len())
        ),
        description: &range("Columns", &values, "users", "age"),
    };
    charts::columns(&words, "age in years", &values)
}

fn range(kind: &str, values: &[(u32, usize)], what: &str, unit: &str) -> String {
    let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) else {
        return format!("{kind}. No {what}.");
    };
    let (peak, n) = values.iter().max_by_key(|(_, n)| *n).unwrap_or(&(0, 0));
    format!("{kind} from {unit} {first} to {unit} {last}. Most {what}, {n}, at {unit} {peak}.")
}

/// Draws the losses of the epochs in which a model was trained.
#[must_use]
pub fn draw_losses(engine: &Engine) -> String {
    let manifest = engine.manifest();
    let epochs: Vec<_> = (manifest.losses.iter())
        .map(|loss| (loss.epoch, loss.training, loss.validation))
        .collect();
    let description = match epochs.last() {
        Some((epoch, training, Some(validation))) => format!(
            "Two curves. After epoch {epoch} the training loss is {training:.3}, the validation \
             loss {validation:.3} stars²."
        ),
        Some((epoch, training, None)) => {
            format!("One curve. After epoch {epoch} the training loss is {training:.3} stars².")
        }
        None => "No epoch was recorded.".to_owned(),
    };
    let words = Words {
        title: "Losses",
        subtitle: &format!(
            "Mean squared error in stars² after each epoch; {} network, recipe “{}”",
            manifest.network, manifest.preset
        ),
        description: &description,
    };
    charts::losses(&words, &epochs)
}

/// Draws the list of the `k` best movies for a user; it is shorter where the user has rated the rest.
#[must_use]
pub fn draw_list(engine: &Engine, user: UserId, k: u32, list: &[Recommendation]) -> String {
    let entries: Vec<Entry> = list
        .iter()
        .map(|entry| {
            let movie = &engine.catalogue().movies[entry.movie.row()];
            let genres: Vec<&str> = movie.genre_names(&engine.catalogue().genres).collect();
            let year = (movie.year).map_or_else(String::new, |year| format!(" ({year})"));
            Entry {
                title: format!("{}{year}", movie.title),
                genres: genres.join(" · "),
                stars: entry.stars.stars(),
            }
        })
        .collect();
    let first = entries.first().map_or("nothing", |entry| &entry.title);
    let words = Words {
        title: &format!("For user {user}"),
        subtitle: &format!(
            "Top {k} of the movies not rated yet, by ranking score; bars are predicted stars of 5"
        ),
        description: &format!(
            "A list of {}. First: {first}.",
            counted(entries.len(), "movie", "movies")
        ),
    };
    charts::list(&words, &entries)
}
