//! What services and people call their columns, as [`plain`] has the names.

use super::scale::Scale;

/// Of the person's own rating, the surest first.
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
/// Of the title.
pub(super) const TITLES: [&str; 9] = [
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
/// Of the year in which a movie came out.
pub(super) const YEARS: [&str; 7] = [
    "year",
    "releaseyear",
    "yearreleased",
    "movieyear",
    "filmyear",
    "yearofrelease",
    "titleyear",
];
/// Of the day.
pub(super) const RELEASES: [&str; 4] = [
    "releasedate",
    "released",
    "releasedatemonthdayyear",
    "firstreleased",
];
/// Of what sort of work it is.
pub(super) const KINDS: [&str; 6] = [
    "titletype",
    "type",
    "mediatype",
    "itemtype",
    "contenttype",
    "kind",
];
/// Of what only parts of a series have.
pub(super) const OF_SERIES: [&str; 6] = [
    "seasonnumber",
    "episodenumber",
    "episodetitle",
    "season",
    "episode",
    "seasons",
];
/// Of when it was rated, the surest first.
pub(super) const DATES: [&str; 11] = [
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
/// Marks of services that count to ten.
pub(super) const LIKE_TEN: [&str; 7] = [
    "imdbid", "const", "tmdbid", "imdb", "tmdb", "tvdb", "ratedat",
];

/// The column of the person's own ratings, and what its name says that they are out of: `Rating10`,
/// `Your Rating (1-10)`, `score /100`.
pub(super) fn rating_column(names: &[String]) -> Option<(usize, Option<Scale>)> {
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
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
