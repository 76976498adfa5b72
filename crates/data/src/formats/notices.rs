//! What a model says of the data set that it is made of: where it comes from, and what may be done
//! with it.
//!
//! The data sets of GroupLens are known by what they hold. Other data may say it in a file of its own,
//! `u.notice` or `notice.txt`.

use crate::dataset::Movie;
use crate::raw::ParseError;

use super::DataFile;

/// What is said of data that says nothing of itself.
pub const UNKNOWN: &str = "Made from a data set that does not say where it comes from and what may \
be done with it: ask whoever it is of before you publish.";

/// A notice is a paragraph; a longer one is another file by mistake.
const MAX_NOTICE: usize = 4_000;

/// A data set of GroupLens, but for MovieLens 100K, which is known by its bytes.
struct Known {
    name: &'static str,
    /// What its README says of it and no other's does.
    readme: &'static str,
    /// Number of its ratings and of its movies; 0 where it grows.
    n_ratings: usize,
    n_movies: usize,
    may_be_passed_on: bool,
}

const KNOWN: [Known; 7] = [
    Known {
        name: "MovieLens 1M",
        readme: "1,000,209 anonymous ratings",
        n_ratings: 1_000_209,
        n_movies: 3_883,
        may_be_passed_on: false,
    },
    Known {
        name: "MovieLens 10M",
        readme: "10000054 ratings",
        n_ratings: 10_000_054,
        n_movies: 10_681,
        may_be_passed_on: false,
    },
    Known {
        name: "MovieLens 20M",
        readme: "(ml-20m)",
        n_ratings: 20_000_263,
        n_movies: 27_278,
        may_be_passed_on: false,
    },
    Known {
        name: "MovieLens 25M",
        readme: "(ml-25m)",
        n_ratings: 25_000_095,
        n_movies: 62_423,
        may_be_passed_on: false,
    },
    Known {
        name: "MovieLens 32M",
        readme: "(ml-32m)",
        n_ratings: 32_000_204,
        n_movies: 87_585,
        may_be_passed_on: true,
    },
    Known {
        name: "MovieLens Latest Small",
        readme: "(ml-latest-small)",
        n_ratings: 100_836,
        n_movies: 9_742,
        may_be_passed_on: true,
    },
    Known {
        name: "MovieLens Latest",
        readme: "(ml-latest)",
        n_ratings: 0,
        n_movies: 0,
        may_be_passed_on: true,
    },
];

impl Known {
    /// The data set of which this is the README, or all ratings, or all movies: a part of the ratings
    /// is of that data set, too.
    fn of(n_ratings: usize, movies: &[Movie], readme: Option<&DataFile>) -> Option<&'static Self> {
        let starts_as_theirs = movies.first().is_some_and(|it| it.title == "Toy Story");
        let says = |known: &Self| {
            let has = |file: &DataFile| {
                let words = known.readme.as_bytes();
                file.bytes.windows(words.len()).any(|it| it == words)
            };
            readme.is_some_and(has)
        };
        let has_all = |known: &Self| {
            starts_as_theirs && (known.n_ratings == n_ratings || known.n_movies == movies.len())
        };
        let by_readme = KNOWN.iter().find(|known| says(known));
        by_readme.or_else(|| KNOWN.iter().find(|known| has_all(known)))
    }

    fn notice(&self) -> String {
        let passing_on = if self.may_be_passed_on {
            "It may be passed on, and what is made of it, under these same terms (its README has them)"
        } else {
            "It may not be redistributed without permission: ask GroupLens before you publish"
        };
        format!(
            "Made from {} by GroupLens (F. M. Harper and J. A. Konstan, The MovieLens Datasets: \
             History and Context, ACM TiiS 5, 4, 2015), which is licensed for research and not for \
             commercial use, and without endorsement by GroupLens or the University of Minnesota. \
             {passing_on}.",
            self.name
        )
    }
}

/// What is said of a data set in one of the formats that GroupLens uses today, and whether it is one of
/// theirs.
///
/// # Errors
/// A notice that is no paragraph of text.
pub(super) fn notice_of(
    n_ratings: usize,
    movies: &[Movie],
    readme: Option<&DataFile>,
    notice: Option<&DataFile>,
) -> Result<(String, bool), ParseError> {
    match (Known::of(n_ratings, movies, readme), notice) {
        (Some(known), _) => Ok((known.notice(), true)),
        (None, Some(file)) => Ok((parse_notice(&file.bytes, &file.name)?, false)),
        (None, None) => Ok((UNKNOWN.to_owned(), false)),
    }
}

/// The text of a notice as one paragraph.
///
/// # Errors
/// What is no paragraph of text.
pub(super) fn parse_notice(bytes: &[u8], file: &str) -> Result<String, ParseError> {
    let refuse = |line, reason: &str| {
        Err(ParseError {
            file: file.to_owned(),
            line,
            column: 1,
            reason: format!("{reason}; write one paragraph of text, or remove the file"),
        })
    };
    if bytes.len() > MAX_NOTICE {
        return refuse(1, "the notice is longer than 4000 bytes");
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            return refuse(line, "the notice is not in UTF-8");
        }
    };
    for (line, text) in (1..).zip(text.lines()) {
        if text
            .chars()
            .any(|letter| letter.is_control() && letter != '\t')
        {
            return refuse(line, "the notice has a control character");
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() {
        true => refuse(1, "the notice is empty"),
        false => Ok(words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::MovieId;

    use super::*;

    fn file(name: &str, text: &str) -> DataFile {
        DataFile {
            name: name.to_owned(),
            bytes: text.into(),
        }
    }

    fn movies(n: u32, title: &str) -> Vec<Movie> {
        let movie = |id| Movie {
            id: MovieId(id),
            title: title.to_owned(),
            year: None,
            released: None,
            genres: 0,
            imdb: None,
            tmdb: None,
        };
        (1..=n).map(movie).collect()
    }

    #[test]
    fn a_data_set_of_grouplens_is_known_by_its_readme_or_its_numbers() {
        let readme = file(
            "README.txt",
            "Summary\n=======\n\nThis dataset (ml-latest-small) describes",
        );
        let theirs = movies(9_742, "Toy Story");
        let by_readme = notice_of(5, &movies(2, "Alien"), Some(&readme), None).unwrap();
        let by_movies = notice_of(5, &theirs, None, None).unwrap();
        let by_ratings = notice_of(100_836, &theirs[..7], None, None).unwrap();
        assert!(
            by_readme.0.contains("MovieLens Latest Small"),
            "{}",
            by_readme.0
        );
        assert!(by_readme.0.contains("may be passed on"), "{}", by_readme.0);
        assert_eq!([&by_movies, &by_ratings], [&by_readme; 2]);
        assert_eq!(
            notice_of(100_836, &movies(9_742, "Alien"), None, None)
                .unwrap()
                .0,
            UNKNOWN
        );
    }

    #[test]
    fn what_may_not_be_passed_on_says_so() {
        let (said, is_theirs) = notice_of(20_000_263, &movies(1, "Toy Story"), None, None).unwrap();
        assert!(is_theirs && said.contains("MovieLens 20M"), "{said}");
        assert!(
            said.contains("may not be redistributed without permission"),
            "{said}"
        );
    }

    #[test]
    fn other_data_says_what_it_is_itself() {
        let own = file("notice.txt", "Ratings of our club,\nfree to use.\n");
        let said = notice_of(5, &movies(2, "Alien"), None, Some(&own)).unwrap();
        assert_eq!(
            said,
            ("Ratings of our club, free to use.".to_owned(), false)
        );
    }

    #[test]
    fn what_is_no_paragraph_is_refused_with_its_line() {
        for (notice, place) in [
            (&b""[..], "u.notice:1:1"),
            (b" \n\n", "u.notice:1:1"),
            (b"fine\n\xff", "u.notice:2:1"),
            (b"fine\n\x1b[2J", "u.notice:2:1"),
            (&[b'x'; MAX_NOTICE + 1], "u.notice:1:1"),
        ] {
            let message = parse_notice(notice, "u.notice").unwrap_err().to_string();
            assert!(message.starts_with(place), "{message}");
            assert!(message.contains("or remove the file"), "{message}");
        }
    }
}
