//! Numbers and names in the words of the page.

use matinee_core::decimal::{decimal, point};
use matinee_core::domain::Score;
use matinee_data::dataset::{Gender, Movie};
use matinee_engine::engine::Likely;

pub use matinee_core::decimal::{counted, thousands};

/// `4.2`: predicted stars as the page and the command line write them.
#[must_use]
pub fn stars(score: Score) -> String {
    decimal(score.stars(), 1)
}

/// `likely 2.6 to 4.4`.
#[must_use]
pub fn likely(likely: Likely) -> String {
    format!("likely {} to {}", stars(likely.low), stars(likely.high))
}

/// What a range of likely stars means.
#[must_use]
pub fn how_sure(likely: Likely) -> String {
    format!(
        "How sure: of five ratings predicted like this one, four lie between {} and {} stars.",
        stars(likely.low),
        stars(likely.high)
    )
}

/// `3.5 ★`: a mean of stars that were given.
#[must_use]
pub fn mean(stars: f32) -> String {
    format!("{} ★", decimal(stars, 1))
}

/// How far the drawn stars are filled, in percent of their width.
#[must_use]
pub fn stars_width(score: Score) -> String {
    length(score.stars() * 20.0)
}

/// How well known a movie is: `seen by 24 % of users`.
#[must_use]
pub fn seen_by(n_ratings: u32, n_users: usize) -> String {
    let percent = f64::from(n_ratings) * 100.0 / n_users.max(1) as f64;
    match n_ratings {
        0 => "seen by nobody yet".into(),
        _ if percent < 1.0 => "seen by under 1 % of users".into(),
        _ => format!("seen by {} % of users", decimal(percent, 0)),
    }
}

/// `38 %`: a share of 0 to 1.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{} %", decimal(share * 100.0, 0))
}

/// What a list of `n` movies is.
#[must_use]
pub fn list(n: usize) -> String {
    match n {
        0 => "no movie fits".to_owned(),
        n => format!("{}, best first", counted(n, "movie", "movies")),
    }
}

/// `A`, `A and B`, `A, B and C`.
#[must_use]
pub fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => [&first.join(", "), " and ", last].concat(),
    }
}

/// `3.46`, `+0.13`, `−0.07`: a whole number of units of the last of so many digits.
#[must_use]
pub fn fixed(units: i32, digits: u32, is_signed: bool) -> String {
    let sign = match units {
        ..0 => "−",
        _ if is_signed => "+",
        _ => "",
    };
    [sign, &point(units.unsigned_abs().into(), digits)].concat()
}

/// `12.5%`: a length as a style sheet reads it.
#[must_use]
pub fn length(percent: f32) -> String {
    format!("{}%", decimal(percent, 1))
}

/// `Scream (1996)`.
#[must_use]
pub fn title(movie: &Movie) -> String {
    match movie.year {
        Some(year) => format!("{} ({year})", movie.title),
        None => movie.title.clone(),
    }
}

/// How alike two movies are, by their similarity: `very much alike, 81 %`.
#[must_use]
pub fn alike(similarity: f32) -> String {
    let percent = (similarity.max(0.0) * 100.0).round() as u32;
    let degree = match percent {
        70.. => "very much alike",
        50.. => "much alike",
        30.. => "somewhat alike",
        _ => "a little alike",
    };
    format!("{degree}, {percent} %")
}

/// The year in the title, or nothing.
#[must_use]
pub fn year(movie: &Movie) -> String {
    movie.year.map_or(String::new(), |year| year.to_string())
}

/// A gender in a word.
#[must_use]
pub const fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "female",
        Gender::Male => "male",
    }
}

/// An occupation as a description: the data set's `none` and `other` are no professions.
#[must_use]
pub fn occupation(name: &str) -> &str {
    match name {
        "none" => "no occupation",
        "other" => "other occupation",
        name => name,
    }
}

/// `34 kB`: the size of a download, in thousands of bytes.
#[must_use]
pub fn kilobytes(n_bytes: u64) -> String {
    format!("{} kB", n_bytes.div_ceil(1000))
}

/// Milliseconds with two digits, or that it was less than the clock can tell.
#[must_use]
pub fn milliseconds(ms: f64) -> String {
    if ms < 0.005 {
        "under 0.01 ms".into()
    } else {
        format!("{} ms", decimal(ms, 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_have_one_digit_and_end_at_five() {
        assert_eq!(stars(Score::clip(4.24)), "4.2");
        assert_eq!(stars(Score::clip(7.0)), "5.0");
        assert_eq!(stars_width(Score::clip(2.5)), "50.0%");
    }

    #[test]
    fn a_range_ends_where_the_scale_does() {
        let wide = Likely::around(Score::clip(4.24), 1.0);
        assert_eq!(likely(wide), "likely 3.2 to 5.0");
        assert!(how_sure(wide).ends_with("four lie between 3.2 and 5.0 stars."));
    }

    #[test]
    fn how_well_known_a_movie_is_never_reads_zero_percent() {
        assert_eq!(seen_by(0, 943), "seen by nobody yet");
        assert_eq!(seen_by(1, 943), "seen by under 1 % of users");
        assert_eq!(seen_by(226, 943), "seen by 24 % of users");
        assert_eq!(seen_by(943, 943), "seen by 100 % of users");
    }

    #[test]
    fn names_are_joined_as_in_a_sentence() {
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&["Fargo"]), "Fargo");
        assert_eq!(joined(&["Fargo", "Scream"]), "Fargo and Scream");
        assert_eq!(
            joined(&["Fargo", "Babe", "Scream"]),
            "Fargo, Babe and Scream"
        );
    }

    #[test]
    fn units_of_the_last_digit_are_written_with_all_digits() {
        assert_eq!(fixed(346, 2, false), "3.46");
        assert_eq!(fixed(7, 2, true), "+0.07");
        assert_eq!(fixed(-1005, 3, true), "−1.005");
        assert_eq!(fixed(0, 2, false), "0.00");
    }

    #[test]
    fn how_alike_two_movies_are_is_said_in_words_and_percent() {
        assert_eq!(alike(0.714), "very much alike, 71 %");
        assert_eq!(alike(0.5), "much alike, 50 %");
        assert_eq!(alike(-0.2), "a little alike, 0 %");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "movie", "movies"), "1 movie");
        assert_eq!(counted(10, "movie", "movies"), "10 movies");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(thousands(943), "943");
        assert_eq!(thousands(99_224), "99\u{202f}224");
        assert_eq!(thousands(1_000_000), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn a_download_is_never_said_to_be_smaller_than_it_is() {
        assert_eq!(kilobytes(33_001), "34 kB");
        assert_eq!(kilobytes(1), "1 kB");
    }

    #[test]
    fn a_time_below_the_clock_is_not_called_zero() {
        assert_eq!(milliseconds(0.0), "under 0.01 ms");
        assert_eq!(milliseconds(0.21), "0.21 ms");
    }
}
