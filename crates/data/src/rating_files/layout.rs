//! Which file it is and which column is what: found in its header, never in its name.
//!
//! Names of columns are compared as [`plain`] has them.

use super::error::Refused;
use super::numbering::Numbering;
use super::scale::{Given, Hints, Scale, Service};
use crate::records::Records;

/// In which column is what, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) service: Service,
    /// Whether the first row names the columns.
    pub(super) has_header: bool,
    pub(super) separator: u8,
    pub(super) n_cells: usize,
    pub(super) rating: usize,
    /// Scale in the name of the rating's column.
    pub(super) column_scale: Option<Scale>,
    pub(super) is_like_ten: bool,
    pub(super) title: Option<usize>,
    pub(super) original_title: Option<usize>,
    pub(super) year: Option<usize>,
    /// Column of the sort of work.
    pub(super) kind: Option<usize>,
    /// Columns that only parts of a series fill.
    pub(super) of_series: Vec<usize>,
    pub(super) date: Option<usize>,
    pub(super) movie_id: Option<usize>,
    /// Columns of the movie's numbers at IMDb and TMDb.
    pub(super) imdb: Option<usize>,
    pub(super) tmdb: Option<usize>,
    pub(super) person: Option<usize>,
}

/// The text below a line such as `sep=;`, which Excel writes and reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Table<'a> {
    pub(super) text: &'a str,
    /// Number of the text's first line, from 1.
    pub(super) line: usize,
    /// Separator that the line above the text names.
    separator: Option<u8>,
}

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of an unknown header is shown, in characters.
const SHOWN: usize = 60;

impl<'a> Table<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let whole = Self {
            text,
            line: 1,
            separator: None,
        };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let first = first.trim_end_matches('\r').trim_matches('"');
        let Some((name, said)) = first.split_at_checked(4) else {
            return whole;
        };
        let said = match said.as_bytes() {
            [byte] => *byte,
            b"\\t" => b'\t',
            _ => return whole,
        };
        if !name.eq_ignore_ascii_case("sep=") || !said.is_ascii_punctuation() && said != b'\t' {
            return whole;
        }
        Self {
            text: rest,
            line: 2,
            separator: Some(said),
        }
    }

    pub(super) const fn records(&self, separator: u8) -> Records<'a> {
        Records::new(self.text, separator, self.line)
    }
}

impl Layout {
    /// The layout that the first row tells, for movies that are numbered so.
    ///
    /// # Errors
    /// When it is that of no file known here, or of one that is of no use.
    pub(super) fn of(table: &Table<'_>, numbering: Numbering) -> Result<Self, Refused> {
        let said = table.separator;
        for separator in said.into_iter().chain(SEPARATORS) {
            // A header with broken quotation marks is none.
            if let Some(Ok(header)) = table.records(separator).next() {
                let cells: Vec<&str> = header.cells.iter().map(|cell| cell.trim()).collect();
                if let Some(layout) = Self::of_header(&cells, separator, numbering)? {
                    return Ok(layout);
                }
            }
        }
        let shown = table.text.trim_start();
        let n_before = table.text.len() - shown.len();
        let found = shown.lines().next().unwrap_or_default();
        if is_of_colons(found) {
            return Err(Refused::NumbersOnly);
        }
        Err(Refused::Unrecognised {
            line: table.line + table.text[..n_before].matches('\n').count(),
            found: found.chars().take(SHOWN).collect(),
        })
    }

    /// What is known of the column of ratings before its numbers are.
    pub(super) fn hints(&self) -> Hints {
        Hints {
            service: self.service.scale(),
            column: self.column_scale,
            is_like_ten: self.is_like_ten,
            is_ten_or_hundred: self.service == Service::Criticker,
        }
    }

    fn of_header(
        header: &[&str],
        separator: u8,
        numbering: Numbering,
    ) -> Result<Option<Self>, Refused> {
        let names: Vec<String> = header.iter().map(|cell| plain(cell)).collect();
        let column = |name: &str| names.iter().position(|known| known == name);
        let first = |known: &[&str]| known.iter().find_map(|name| column(name));
        let has = |name: &str| column(name).is_some();
        let is_of = |start: &str| names.iter().any(|name| name.starts_with(start));
        let rating = rating_column(&names);
        let (title, movie_id) = (first(&TITLES), column("movieid"));
        let is_letterboxd = has("letterboxduri");
        let Some((rating, column_scale)) = rating else {
            let is_list = is_letterboxd && title.is_some();
            return if is_list {
                Err(Refused::NoRatings)
            } else {
                Ok(Self::of_numbers(header, separator, numbering))
            };
        };
        let stars = names[rating] == "stars";
        let service = if title.is_none() {
            // All MovieLens but 100K call their columns so; ours says stars.
            match (movie_id, numbering) {
                (Some(_), _) if stars => return Ok(None),
                (Some(_), Numbering::MovieLens) => Service::MovieLens,
                (Some(_), Numbering::Other) => return Err(Refused::NumbersOnly),
                (None, _) => return Ok(None),
            }
        } else if is_letterboxd {
            Service::Letterboxd
        } else if is_of("simkl") {
            Service::Simkl
        } else if is_of("trakt") {
            Service::Trakt
        } else if has("tmdbid") && (has("yourrating") || has("seasonnumber")) {
            Service::Tmdb
        } else if has("const") || has("yourated") || has("yourrating") {
            Service::Imdb
        } else if has("filmname") {
            Service::Criticker
        } else if stars && (movie_id.is_some() || has("year")) {
            Service::Matinee
        } else if movie_id.is_some() || has("userid") || has("timestamp") {
            Service::MovieLens
        } else if (has("imdbid") || has("tmdbid") || has("watcheddate"))
            && (column_scale == Some(Scale::Ten) || has("watcheddate"))
        {
            Service::Letterboxd
        } else {
            Service::Table
        };
        Ok(Some(Self {
            service,
            has_header: true,
            separator,
            n_cells: header.len(),
            rating,
            column_scale: column_scale.or(stars.then_some(Scale::Five)),
            is_like_ten: LIKE_TEN.iter().any(|name| has(name)),
            title,
            original_title: column("originaltitle"),
            year: first(&YEARS).or_else(|| first(&RELEASES)),
            kind: first(&KINDS),
            of_series: OF_SERIES.iter().filter_map(|name| column(name)).collect(),
            date: first(&DATES),
            // Beside a title only our own counts.
            movie_id: movie_id.filter(|_| service == Service::Matinee || title.is_none()),
            imdb: first(&IMDB),
            tmdb: first(&TMDB),
            person: column("userid"),
        }))
    }

    /// `user movie rating time`, without the time, without the user, or without both. Two columns
    /// stand between tabs only: `3,5` is a number.
    fn of_numbers(cells: &[&str], separator: u8, numbering: Numbering) -> Option<Self> {
        let is_number = |cell: &&str| Given::of(cell).is_some() || cell.parse::<u64>().is_ok();
        if !cells.iter().all(is_number) {
            return None;
        }
        let (person, movie_id, rating, date) = match cells {
            [_, _, _, _] => (Some(0), 1, 2, Some(3)),
            // Times are counted in seconds since 1970.
            [_, _, last] if last.len() > 4 => (None, 0, 1, Some(2)),
            [_, _, _] => (Some(0), 1, 2, None),
            [_, _] if separator == b'\t' => (None, 0, 1, None),
            _ => return None,
        };
        Some(Self {
            service: match numbering {
                Numbering::MovieLens => Service::MovieLens,
                Numbering::Other => Service::MovieLens100K,
            },
            has_header: false,
            separator,
            n_cells: cells.len(),
            rating,
            column_scale: None,
            is_like_ten: false,
            title: None,
            original_title: None,
            year: None,
            kind: None,
            of_series: Vec::new(),
            date,
            movie_id: Some(movie_id),
            imdb: None,
            tmdb: None,
            person,
        })
    }
}

/// Whether a line is a row of MovieLens 1M and 10M: `1::1193::5::978300760`.
pub(super) fn is_of_colons(line: &str) -> bool {
    let cells: Vec<&str> = line.trim().split("::").collect();
    cells.len() >= 3
        && cells
            .iter()
            .all(|cell| Given::of(cell).is_some() || cell.parse::<u64>().is_ok())
}

/// Names of the column of the person's own rating, the surest first.
const RATINGS: [&str; 18] = [
    "yourrating",
    "yourated",
    "youvoted",
    "userrating",
    "usersrating",
    "myrating",
    "personalrating",
    "yourscore",
    "userscore",
    "myscore",
    "rating",
    "stars",
    "score",
    "myvote",
    "vote",
    "rate",
    "grade",
    "points",
];
/// Names of the column of titles.
const TITLES: [&str; 9] = [
    "title",
    "name",
    "filmname",
    "filmtitle",
    "movietitle",
    "moviename",
    "movie",
    "film",
    "primarytitle",
];
/// Names of the column of years in which movies came out.
pub(super) const YEARS: [&str; 7] = [
    "year",
    "releaseyear",
    "yearreleased",
    "movieyear",
    "filmyear",
    "yearofrelease",
    "titleyear",
];
/// Names of the column of release dates.
const RELEASES: [&str; 4] = [
    "releasedate",
    "released",
    "releasedatemonthdayyear",
    "firstreleased",
];
/// Names of the column of sorts of works.
const KINDS: [&str; 6] = [
    "titletype",
    "type",
    "mediatype",
    "itemtype",
    "contenttype",
    "kind",
];
/// Names of columns that only parts of a series fill.
const OF_SERIES: [&str; 6] = [
    "seasonnumber",
    "episodenumber",
    "episodetitle",
    "season",
    "episode",
    "seasons",
];
/// Names of the column of dates of ratings, the surest first.
const DATES: [&str; 11] = [
    "daterated",
    "ratedat",
    "ratingdate",
    "rateddate",
    "lastratedat",
    "timestamp",
    "date",
    "dateadded",
    "watcheddate",
    "modified",
    "created",
];
/// Names of the column of numbers at IMDb, and at TMDb.
const IMDB: [&str; 4] = ["imdbid", "const", "tconst", "imdb"];
const TMDB: [&str; 2] = ["tmdbid", "tmdb"];
/// Marks of services that count to ten.
const LIKE_TEN: [&str; 7] = [
    "imdbid", "const", "tmdbid", "imdb", "tmdb", "tvdb", "ratedat",
];

/// The column of the person's own ratings, and what its name says that they are out of: `Rating10`,
/// `Your Rating (1-10)`, `score /100`.
fn rating_column(names: &[String]) -> Option<(usize, Option<Scale>)> {
    let parted: Vec<(&str, Option<Scale>)> = names.iter().map(|name| with_top(name)).collect();
    let column = |known: &&str| {
        // One that says what it is out of before one that does not.
        let is_it = |parted: &&(&str, Option<Scale>)| parted.0 == *known;
        let scaled = parted.iter().find(|it| is_it(it) && it.1.is_some());
        let found = scaled.or_else(|| parted.iter().find(is_it))?;
        let row = parted.iter().position(|it| it == found)?;
        Some((row, found.1))
    };
    RATINGS.iter().find_map(column)
}

/// A name without the numbers behind it, and the scale that they are.
fn with_top(name: &str) -> (&str, Option<Scale>) {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &name[stem.len()..];
    let scale = match digits {
        _ if digits.ends_with("100") => Some(Scale::Hundred),
        _ if digits.ends_with("10") => Some(Scale::Ten),
        _ if digits.ends_with('5') => Some(Scale::Five),
        _ => None,
    };
    // `Rating (1 to 10)`, `Rating out of 10`, `score of 100`.
    let stem = if scale.is_some() {
        let ends = ["outof", "of", "from", "1to", "0to", "05to"];
        ends.iter()
            .find_map(|end| stem.strip_suffix(end))
            .unwrap_or(stem)
    } else {
        stem
    };
    (stem, scale)
}

/// The name of a column without what people write differently: `Your Rating` is `yourrating`.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(header: &str) -> Layout {
        Layout::of(&Table::of(header), Numbering::Other).expect("it is known")
    }

    #[test]
    fn a_service_is_known_by_its_columns() {
        for (header, service) in [
            ("title,year,stars,movie_id", Service::Matinee),
            ("Title;Year;Stars", Service::Matinee),
            ("Date,Name,Year,Letterboxd URI,Rating", Service::Letterboxd),
            (
                "imdbID,Title,Year,Rating10,WatchedDate",
                Service::Letterboxd,
            ),
            ("Const,Your Rating,Title,Year", Service::Imdb),
            (
                "position,const,created,Title,Title type,You rated,IMDb Rating,Year",
                Service::Imdb,
            ),
            (
                "rated_at,type,title,year,trakt_rating,trakt_id,rating",
                Service::Trakt,
            ),
            (
                "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB",
                Service::Simkl,
            ),
            (
                "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated",
                Service::Tmdb,
            ),
            ("Score\tFilm Name\tYear\tDate Rated", Service::Criticker),
            ("userId,movieId,rating,timestamp,title", Service::MovieLens),
            ("title,rating", Service::Table),
            ("Movie|My Rating", Service::Table),
            ("196\t242\t3\t881250949", Service::MovieLens100K),
        ] {
            assert_eq!(layout(header).service, service, "{header}");
        }
    }

    #[test]
    fn the_persons_own_ratings_are_told_from_those_of_everybody() {
        for (header, rating) in [
            ("Title,IMDb Rating,Your Rating", 2),
            ("Title,trakt_rating,rating", 2),
            ("Title,Rating,Your Rating,TMDb ID", 2),
            ("Title,userRating,averageRating", 1),
            ("Title,Rating,Rating10,imdbID", 2),
        ] {
            assert_eq!(layout(header).rating, rating, "{header}");
        }
    }

    #[test]
    fn a_column_may_say_what_it_is_out_of() {
        for (name, scale) in [
            ("Rating10", Some(Scale::Ten)),
            ("Rating (1-10)", Some(Scale::Ten)),
            ("rating out of 5", Some(Scale::Five)),
            ("Score /100", Some(Scale::Hundred)),
            ("Stars", Some(Scale::Five)),
            ("Rating", None),
        ] {
            let layout = layout(&format!("Film,{name}"));
            assert_eq!(layout.column_scale, scale, "{name}");
        }
    }

    #[test]
    fn numbers_stand_in_columns_of_four_kinds() {
        for (row, person, movie, rating, date) in [
            ("9\t50\t5\t881250949", Some(0), 1, 2, Some(3)),
            ("9,50,5,881250949", Some(0), 1, 2, Some(3)),
            ("9\t50\t5", Some(0), 1, 2, None),
            ("50\t5\t881250949", None, 0, 1, Some(2)),
            ("50\t5", None, 0, 1, None),
        ] {
            let it = layout(row);
            assert_eq!(
                (it.person, it.movie_id, it.rating, it.date),
                (person, Some(movie), rating, date),
                "{row}"
            );
        }
    }

    #[test]
    fn a_line_that_says_the_separator_is_believed_and_no_other_is() {
        let check = |text: &str, line: usize, separator: Option<u8>| {
            let table = Table::of(text);
            assert_eq!((table.line, table.separator), (line, separator), "{text:?}");
        };
        check("sep=;\r\nTitle;Rating", 2, Some(b';'));
        check("\"sep=,\"\nTitle,Rating", 2, Some(b','));
        check("SEP=\t\nTitle\tRating", 2, Some(b'\t'));
        check("sep=\\t\nTitle\tRating", 2, Some(b'\t'));
        for text in [
            "sep=\nTitle",
            "sep=ab\nTitle",
            "sept;\nTitle",
            "sep=x\nTitle",
            "sép=;\n",
        ] {
            check(text, 1, None);
        }
    }

    #[test]
    fn numbers_of_other_data_sets_and_lists_without_ratings_are_refused() {
        let refused =
            |text: &str| Layout::of(&Table::of(text), Numbering::Other).expect_err("it is refused");
        assert_eq!(
            refused("userId,movieId,rating,timestamp"),
            Refused::NumbersOnly
        );
        assert_eq!(refused("1::1193::5::978300760"), Refused::NumbersOnly);
        assert_eq!(refused("Date,Name,Year,Letterboxd URI"), Refused::NoRatings);
        assert!(matches!(refused("3,5"), Refused::Unrecognised { .. }));
    }
}
