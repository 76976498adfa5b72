//! What a run takes in memory, estimated from counts before anything is done.
//!
//! A WebAssembly memory ends where it was declared to end, and a trainer that meets that end breaks
//! off after minutes of work. So the sums of the largest tables are compared with it first. The
//! tests measure what runs really take beside these estimates.

use matinee_protocol::{Field, Preset, Settings};

use super::error::{Counts, RunError, WayOut};

/// What a trainer in a page may have, bytes: the `--max-memory` that it is linked with.
pub const MEMORY: u64 = include!("memory_limit.in");

/// Beside all that is counted: the program, the tables of the page, a little of everything.
const REST: u64 = 48 << 20;
/// Bytes of a rating: in the histories, as a row, in lists by user and by movie, and their copies
/// while a model is packed or measured.
const OF_RATING: u64 = 200;
/// Bytes of a user or a movie: names, features, and their copies.
const OF_ROW: u64 = 1_500;
/// Copies of a learned table: values, gradients, two moments, and what lies between.
const TABLES: u64 = 12;
/// Copies of what a step computes of a row.
const STEPS: u64 = 10;

/// Bytes that a run takes at its most, roughly.
#[must_use]
pub fn needed(counts: Counts, settings: &Settings) -> u64 {
    let Counts {
        n_users,
        n_movies,
        n_ratings,
    } = counts;
    let number = |field| settings.get(field) as u64;
    let (width, batch) = (
        number(Field::Embedding) + 1,
        number(Field::Batch).min(n_ratings),
    );
    let rows = n_users + n_movies;
    let (step, hidden) = match settings.preset {
        // Two vectors and two rows of features side by side, then the hidden layer; each half of the
        // first layer is multiplied out to be measured.
        Preset::Original | Preset::Plain => (
            batch * (2 * width + 64 + number(Field::Hidden)),
            rows * number(Field::Hidden),
        ),
        // The vectors of everybody, then those of the batch.
        Preset::Hybrid | Preset::Ensemble => ((rows * 4 + batch * 4) * width, rows * 32),
    };
    let network = 4 * (TABLES * rows * width + STEPS * step + 2 * hidden);
    let ensemble = match settings.preset {
        Preset::Ensemble => of_ensemble(n_users, n_movies),
        Preset::Original | Preset::Plain | Preset::Hybrid => 0,
    };
    REST + OF_RATING * n_ratings + OF_ROW * rows + network + ensemble
}

/// What an ensemble and its student take beside the network. Of the stages, which follow each other,
/// the greediest counts.
const fn of_ensemble(n_users: u64, n_movies: u64) -> u64 {
    let (pairs, alike) = (4 * n_users * n_movies, 4 * n_movies * n_movies);
    // What each of four teachers says of all pairs, and their mean.
    let teachers = 5 * pairs;
    // How alike movies are, from four sums each.
    let neighbours = pairs + max(5 * alike, alike + pairs);
    // What the student is taught, twice more to learn it row by row, and how alike people are, each
    // of whom is an example of a newcomer twice.
    let n_examples = 2 * n_users;
    let student = 3 * pairs + 8 * n_examples * n_examples;
    max(teachers, max(neighbours, student))
}

/// Helpers for which there is room beside a run: all together take no more than one trainer may.
pub(super) fn n_helpers(counts: Counts, settings: &Settings) -> usize {
    let Counts {
        n_users,
        n_movies,
        n_ratings,
    } = counts;
    // What it says of all pairs, and that as a message on either side.
    let pairs = 3 * 4 * n_users * n_movies;
    let helper = REST + OF_RATING * n_ratings + OF_ROW * (n_users + n_movies) + pairs;
    (MEMORY.saturating_sub(needed(counts, settings)) / helper) as usize
}

const fn max(a: u64, b: u64) -> u64 {
    if a > b { a } else { b }
}

/// Refuses a run that would not fit.
///
/// # Errors
/// [`RunError::TooLarge`], with the numbers and a way out.
pub(super) fn check(counts: Counts, settings: &Settings) -> Result<(), RunError> {
    let n_bytes = needed(counts, settings);
    if n_bytes <= MEMORY {
        return Ok(());
    }
    let fits = |settings: &Settings| needed(counts, settings) <= MEMORY;
    let mut simple = *settings;
    simple.preset = Preset::Hybrid;
    let way_out = if settings.preset == Preset::Ensemble && fits(&simple) {
        WayOut::NoEnsemble
    } else if fits(&least(settings.preset)) {
        WayOut::SmallerNumbers
    } else if settings.preset == Preset::Ensemble && fits(&least(Preset::Hybrid)) {
        WayOut::NoEnsemble
    } else {
        WayOut::LessData
    };
    Err(RunError::TooLarge {
        counts,
        needed_mb: megabytes(n_bytes),
        most_mb: megabytes(MEMORY),
        way_out,
    })
}

/// Whether any run over so much data fits.
pub(super) fn has_room(counts: Counts) -> bool {
    let mut presets = Preset::ALL.into_iter();
    presets.any(|preset| needed(counts, &least(preset)) <= MEMORY)
}

/// A preset's smallest numbers.
fn least(preset: Preset) -> Settings {
    let start = Settings::of(preset);
    let fields = [Field::Embedding, Field::Hidden, Field::Batch].into_iter();
    let fields = fields.filter(|field| field.is_of(preset.network()));
    fields.fold(start, |settings, field| {
        let [least, _] = field.range();
        settings.with(field, least).unwrap_or(settings)
    })
}

/// Rounded up.
const fn megabytes(n_bytes: u64) -> u64 {
    n_bytes.div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MovieLens 100K after cleaning.
    const SMALL: Counts = Counts {
        n_users: 943,
        n_movies: 1_400,
        n_ratings: 99_000,
    };
    /// MovieLens 1M.
    const MILLION: Counts = Counts {
        n_users: 6_040,
        n_movies: 3_706,
        n_ratings: 1_000_000,
    };

    fn check_refused(counts: Counts, settings: &Settings, way_out: WayOut) {
        match check(counts, settings) {
            Err(RunError::TooLarge { way_out: found, .. }) => {
                assert_eq!(found, way_out, "{counts:?} {settings:?}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_recipe_fits_the_pages_own_data() {
        for preset in Preset::ALL {
            assert_eq!(check(SMALL, &Settings::of(preset)), Ok(()), "{preset:?}");
        }
    }

    #[test]
    fn helpers_are_as_many_as_there_is_room_for_beside_the_run() {
        let ensemble = Settings::of(Preset::Ensemble);
        assert!(n_helpers(SMALL, &ensemble) >= 3);
        assert_eq!(n_helpers(MILLION, &ensemble), 0);
        // Something fits, but not twice.
        let between = Counts {
            n_users: 3_000,
            ..MILLION
        };
        assert_eq!(check(between, &ensemble), Ok(()));
        assert_eq!(n_helpers(between, &ensemble), 0);
    }

    #[test]
    fn what_is_too_large_for_an_ensemble_fits_without_one() {
        check_refused(MILLION, &Settings::of(Preset::Ensemble), WayOut::NoEnsemble);
        for preset in [Preset::Original, Preset::Plain, Preset::Hybrid] {
            assert_eq!(check(MILLION, &Settings::of(preset)), Ok(()), "{preset:?}");
        }
        // Few people, many movies: these are compared with each other.
        let long_tail = Counts {
            n_users: 610,
            n_movies: 9_742,
            n_ratings: 100_000,
        };
        check_refused(
            long_tail,
            &Settings::of(Preset::Ensemble),
            WayOut::NoEnsemble,
        );
    }

    #[test]
    fn numbers_that_are_too_large_are_told_from_data_that_is() {
        let many = Counts {
            n_users: 60_000,
            n_movies: 30_000,
            n_ratings: 1_500_000,
        };
        let wide = Settings::of(Preset::Plain).with(Field::Embedding, 128.0);
        let wide = wide.and_then(|it| it.with(Field::Hidden, 512.0));
        check_refused(many, &wide.expect("in range"), WayOut::SmallerNumbers);
        let huge = Counts {
            n_ratings: 20_000_000,
            ..many
        };
        for preset in Preset::ALL {
            check_refused(huge, &Settings::of(preset), WayOut::LessData);
        }
        assert!(has_room(many) && !has_room(huge));
    }

    #[test]
    fn a_refusal_has_the_numbers_and_the_way_out() {
        let error = check(MILLION, &Settings::of(Preset::Ensemble)).expect_err("too large");
        let said = error.to_string();
        for words in [
            "6040 people",
            "3706 movies",
            "1000000 ratings",
            " MB",
            "without an ensemble",
        ] {
            assert!(said.contains(words), "{said}");
        }
    }
}
