//! Tables of ratings, of which there may be tens of millions of rows: read in one pass over the
//! bytes, in parts side by side.
//!
//! What the quick way cannot read is read again by [`text`](super::text), which says what is wrong
//! with it, or that nothing is.

use std::ops::RangeInclusive;

use matinee_core::domain::{MovieId, Stars, UserId};
use matinee_core::encoding::Encoding;

use crate::ids::IdRows;
use crate::raw::{ParseError, RawRating};
use crate::reader::{LeftOut, Reader};
use matinee_core::crew::{self, Job};

use super::pairs::{Repeat, repeats};
use super::text::{Format, Row};

/// Seconds from 1970 to the end of the year 9999. A time in milliseconds is beyond it.
const UNIX_TIMES: RangeInclusive<i64> = 0..=253_402_300_799;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    User,
    Movie,
    Stars,
    Time,
    /// Nothing that is read.
    Other,
}

/// How stars are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StarText {
    /// One digit, 1 to 5.
    Whole,
    /// ½ to 5 in steps of a half: `4`, `4.0`, `3.5`.
    Half,
}

/// What users and movies are called whose ids are only places in these lists: number n has the n-th
/// name. Empty where a table has numbers of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) users: &'a [String],
    pub(super) movies: &'a [String],
}

impl Names<'_> {
    /// A user, for messages.
    fn user(&self, id: UserId) -> String {
        match self.users.get((id.0 as usize).wrapping_sub(1)) {
            Some(name) => format!("user {name:?}"),
            None => format!("user {id}"),
        }
    }

    /// A movie, for messages.
    fn movie(&self, id: MovieId) -> String {
        match self.movies.get((id.0 as usize).wrapping_sub(1)) {
            Some(name) => format!("movie {name:?}"),
            None => format!("movie {id}"),
        }
    }
}

/// A table of ratings: its columns, and what may stand in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct RatingTable<'a> {
    pub(super) format: Format<'a>,
    /// What each column holds, in their order.
    pub(super) columns: &'a [Value],
    pub(super) stars: StarText,
    /// The smallest id: 1 in official data, 0 in tables that count from there.
    pub(super) least_id: u32,
    pub(super) names: Names<'a>,
    /// Line of the first row, from 1.
    pub(super) first_line: usize,
    /// Whether blank lines between rows are passed over instead of refused.
    pub(super) has_blank_lines: bool,
}

/// A part of the work has at least so many bytes: less is not worth a thread.
const MIN_PART: usize = 1 << 20;

impl<'a> RatingTable<'a> {
    /// Reads the rows of `content`, which has no header and no line feed at its end. No pair of user
    /// and movie is there twice.
    ///
    /// # Errors
    /// The first row that cannot be read, or that repeats a pair; none where the reader leaves such
    /// rows out.
    pub(super) fn read(
        self,
        content: &'a [u8],
        reader: &mut Reader<'_>,
    ) -> Result<Ratings<'a>, ParseError> {
        let (rows, error) = self.rows(content, reader);
        let skips = reader.skips();
        let lines = Box::new(move || self.lines_of_rows(content, skips));
        self.checked(rows, error, lines, reader)
    }

    /// Checks that no pair is there twice, of rows before which nothing was wrong but, behind them,
    /// `error`; `lines` gives the line of each.
    ///
    /// # Errors
    /// As [`RatingTable::read`].
    pub(super) fn checked(
        self,
        rows: Vec<RawRating>,
        error: Option<ParseError>,
        lines: Lines<'a>,
        reader: &mut Reader<'_>,
    ) -> Result<Ratings<'a>, ParseError> {
        let found = repeats(&rows, reader.crew());
        let mut ratings = Ratings {
            table: self,
            rows,
            lines,
        };
        // Whatever is wrong on an earlier line comes first.
        if !found.is_empty() {
            let lines = (ratings.lines)();
            for Repeat { first, again } in &found {
                let RawRating { user, movie, .. } = ratings.rows[*again];
                let reason = format!(
                    "{} rated {} on line {} already: keep one of the two",
                    self.names.user(user),
                    self.names.movie(movie),
                    lines[*first]
                );
                reader.bad_row(self.error_at(lines[*again], Value::Movie, reason))?;
            }
            ratings.remove(found.into_iter().map(|repeat| repeat.again).collect());
        }
        match error {
            Some(error) => Err(error),
            None => Ok(ratings),
        }
    }

    /// An error at the column of a value.
    fn error_at(&self, line: usize, value: Value, reason: String) -> ParseError {
        let column = self.columns.iter().position(|it| *it == value);
        self.format
            .error(line, 1 + column.unwrap_or_default(), reason)
    }

    /// The line of each row, from 1. Slow: for messages.
    fn lines_of_rows(&self, content: &[u8], skips: bool) -> Vec<usize> {
        let lines = (self.first_line..).zip(content.split(|byte| *byte == b'\n'));
        let is_row = |text: &[u8]| {
            let is_blank = self.has_blank_lines && text.trim_ascii().is_empty();
            !is_blank && (!skips || self.slow(0, text).is_ok())
        };
        let rows = lines.filter(|(_, text)| is_row(text));
        rows.map(|(line, _)| line).collect()
    }

    /// Reads the rows up to the first one that cannot be, which is returned with them.
    fn rows(
        &self,
        content: &[u8],
        reader: &mut Reader<'_>,
    ) -> (Vec<RawRating>, Option<ParseError>) {
        let n_parts = reader.crew().count().clamp(1, content.len() / MIN_PART + 1);
        let pieces = pieces(content, n_parts);
        let n_lines: Vec<usize> = pieces.iter().map(|piece| n_lines(piece)).collect();
        let nothing = RawRating {
            user: UserId(0),
            movie: MovieId(0),
            stars: Stars::WHOLE[0],
            unix_time: 0,
        };
        let mut ratings = vec![nothing; n_lines.iter().sum()];
        let mut parts = Vec::with_capacity(pieces.len());
        let (mut rest, mut line) = (&mut ratings[..], self.first_line);
        for (piece, n) in pieces.into_iter().zip(&n_lines) {
            let (rows, others) = rest.split_at_mut(*n);
            rest = others;
            parts.push(Part {
                bytes: piece,
                first_line: line,
                rows,
                n_filled: 0,
                left_out: reader.skips().then(LeftOut::default),
                error: None,
            });
            line += *n;
        }
        let jobs = parts.iter_mut().map(|part| {
            let job: Job<'_> = Box::new(move || self.fill(part));
            job
        });
        crew::run(reader.crew(), jobs.collect());
        let mut filled = Vec::with_capacity(parts.len());
        let mut error = None;
        for part in parts {
            filled.push(if error.is_none() { part.n_filled } else { 0 });
            reader.add(part.left_out.unwrap_or_default());
            error = error.or(part.error);
        }
        close_gaps(&mut ratings, &n_lines, &filled);
        (ratings, error)
    }

    /// Fills the rows of a part.
    fn fill(&self, part: &mut Part<'_>) {
        let bytes = part.bytes;
        let (mut at, mut line) = (0, part.first_line);
        while at < bytes.len() {
            let rating = match self.quick(bytes, at) {
                Some((rating, end)) => {
                    at = end;
                    rating
                }
                None => {
                    let end = bytes[at..].iter().position(|byte| *byte == b'\n');
                    let end = end.map_or(bytes.len(), |end| at + end);
                    let text = &bytes[at..end];
                    at = end + 1;
                    if self.has_blank_lines && text.trim_ascii().is_empty() {
                        line += 1;
                        continue;
                    }
                    match (self.slow(line, text), &mut part.left_out) {
                        (Ok(rating), _) => rating,
                        (Err(error), Some(left_out)) => {
                            left_out.push(error);
                            line += 1;
                            continue;
                        }
                        (Err(error), None) => {
                            part.error = Some(error);
                            return;
                        }
                    }
                }
            };
            part.rows[part.n_filled] = rating;
            part.n_filled += 1;
            line += 1;
        }
    }

    /// Reads the row that begins at `at`, if it is as plain as nearly all are. Returns where the next
    /// one begins.
    fn quick(&self, bytes: &[u8], mut at: usize) -> Option<(RawRating, usize)> {
        let separator = self.format.separator.bytes();
        let (mut user, mut movie, mut halves, mut unix_time) = (0, 0, 0, 0);
        for (column, value) in self.columns.iter().enumerate() {
            if column > 0 {
                at = after(bytes, at, separator)?;
            }
            match value {
                Value::User => (user, at) = digits(bytes, at)?,
                Value::Movie => (movie, at) = digits(bytes, at)?,
                Value::Time => (unix_time, at) = digits(bytes, at)?,
                Value::Stars => (halves, at) = self.quick_stars(bytes, at)?,
                Value::Other => {
                    let is_end = |byte: &u8| *byte == separator[0] || *byte == b'\n';
                    at += bytes[at..]
                        .iter()
                        .position(is_end)
                        .unwrap_or(bytes.len() - at);
                }
            }
        }
        let at = match bytes.get(at..) {
            None | Some([]) => bytes.len(),
            Some([b'\n', ..]) => at + 1,
            Some([b'\r', b'\n', ..]) => at + 2,
            Some(_) => return None,
        };
        let id = |number: u64| u32::try_from(number).ok().filter(|id| *id >= self.least_id);
        let unix_time = i64::try_from(unix_time).ok();
        let rating = RawRating {
            user: UserId(id(user)?),
            movie: MovieId(id(movie)?),
            stars: Stars::from_halves(halves)?,
            unix_time: unix_time.filter(|time| UNIX_TIMES.contains(time))?,
        };
        Some((rating, at))
    }

    /// Half stars of `4`, `4.0` or `3.5`, and where what follows begins.
    fn quick_stars(&self, bytes: &[u8], at: usize) -> Option<(u8, usize)> {
        let whole = bytes.get(at).filter(|byte| byte.is_ascii_digit())? - b'0';
        match (self.stars, bytes.get(at + 1), bytes.get(at + 2)) {
            (StarText::Half, Some(b'.'), Some(b'0')) => Some((2 * whole, at + 3)),
            (StarText::Half, Some(b'.'), Some(b'5')) => Some((2 * whole + 1, at + 3)),
            (StarText::Whole, ..) if !(1..=5).contains(&whole) => None,
            _ => Some((2 * whole, at + 1)),
        }
    }

    /// Reads a line field by field, and says what is wrong with it.
    fn slow(&self, line: usize, text: &[u8]) -> Result<RawRating, ParseError> {
        // There is no text in it: any encoding will do.
        self.rating(&self.format.row(line, text, Encoding::Utf8)?)
    }

    /// The rating of a row.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub(super) fn rating(&self, row: &Row<'_>) -> Result<RawRating, ParseError> {
        let mut rating = RawRating {
            user: UserId(0),
            movie: MovieId(0),
            stars: Stars::WHOLE[0],
            unix_time: 0,
        };
        let ids = self.least_id..=u32::MAX;
        for (column, value) in (1..).zip(self.columns) {
            match value {
                Value::User => {
                    rating.user = UserId(row.number(column, "the user id", ids.clone())?)
                }
                Value::Movie => {
                    rating.movie = MovieId(row.number(column, "the movie id", ids.clone())?);
                }
                Value::Stars => rating.stars = self.stars(row, column)?,
                Value::Time => {
                    rating.unix_time =
                        row.number(column, "the time in seconds since 1970", UNIX_TIMES)?;
                }
                Value::Other => {}
            }
        }
        Ok(rating)
    }

    /// The stars in a field.
    ///
    /// # Errors
    /// Anything that is not on the scale.
    pub(super) fn stars(&self, row: &Row<'_>, column: usize) -> Result<Stars, ParseError> {
        let field = row.field(column);
        match self.stars {
            StarText::Whole => match field {
                [digit @ b'1'..=b'5'] => Stars::try_from(digit - b'0').ok(),
                _ => None,
            }
            .ok_or_else(|| row.unexpected(column, "the rating must be 1, 2, 3, 4 or 5 stars")),
            StarText::Half => half_stars(field).ok_or_else(|| {
                row.unexpected(column, "the rating must be 0.5 to 5 stars in steps of 0.5")
            }),
        }
    }
}

/// Gives the line of each row, from 1. Not kept: it would be a third of the rows.
pub(super) type Lines<'a> = Box<dyn Fn() -> Vec<usize> + 'a>;

/// Rows of ratings, no pair of user and movie twice.
pub(super) struct Ratings<'a> {
    table: RatingTable<'a>,
    /// In the order of the file.
    pub(super) rows: Vec<RawRating>,
    lines: Lines<'a>,
}

/// The ids that a file has.
pub(super) struct Ids<'a> {
    pub(super) rows: IdRows,
    /// Its name.
    pub(super) file: &'a str,
}

impl<'a> Ratings<'a> {
    /// The rows, once every one of them has been found to name a movie and, where there is a file of
    /// them, a user that there is.
    ///
    /// # Errors
    /// The first row that does not; none where the reader leaves such rows out.
    pub(super) fn that_refer_to(
        mut self,
        users: Option<&Ids<'_>>,
        movies: &Ids<'_>,
        reader: &mut Reader<'_>,
    ) -> Result<Vec<RawRating>, ParseError> {
        let has_user = |row: &RawRating| users.is_none_or(|it| it.rows.row(row.user.0).is_some());
        let has_movie = |row: &RawRating| movies.rows.row(row.movie.0).is_some();
        let is_bad = |row: &RawRating| !has_user(row) || !has_movie(row);
        let n_parts = reader.crew().count();
        let length = self.rows.len().div_ceil(n_parts).max(MIN_PART);
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len().div_ceil(length)];
        let jobs = parts.iter_mut().zip(self.rows.chunks(length)).enumerate();
        let jobs = jobs.map(|(n, (bad, rows))| {
            let job: Job<'_> = Box::new(move || {
                let rows = (n * length..).zip(rows);
                bad.extend(rows.filter(|(_, row)| is_bad(row)).map(|(at, _)| at));
            });
            job
        });
        crew::run(reader.crew(), jobs.collect());
        let bad = parts.concat();
        if bad.is_empty() {
            return Ok(self.rows);
        }
        let lines = (self.lines)();
        for row in &bad {
            let rating = &self.rows[*row];
            let (value, what, file) = match users.filter(|_| !has_user(rating)) {
                Some(users) => (Value::User, self.table.names.user(rating.user), users.file),
                None => (
                    Value::Movie,
                    self.table.names.movie(rating.movie),
                    movies.file,
                ),
            };
            let reason = format!(
                "{what} is not in {file}: take the files from one data set, or remove the rating"
            );
            reader.bad_row(self.table.error_at(lines[*row], value, reason))?;
        }
        self.remove(bad);
        Ok(self.rows)
    }

    /// The rows, each with its line, from 1.
    pub(super) fn numbered(self) -> Vec<(usize, RawRating)> {
        (self.lines)().into_iter().zip(self.rows).collect()
    }

    /// Removes rows, which ascend.
    fn remove(&mut self, removed: Vec<usize>) {
        without(&mut self.rows, &removed);
        let lines = std::mem::replace(&mut self.lines, Box::new(Vec::new));
        self.lines = Box::new(move || {
            let mut lines = lines();
            without(&mut lines, &removed);
            lines
        });
    }
}

/// Removes the items at these places, which ascend.
fn without<T>(items: &mut Vec<T>, removed: &[usize]) {
    let mut removed = removed.iter().peekable();
    let mut place = 0;
    items.retain(|_| {
        let is_removed = removed.next_if(|it| **it == place).is_some();
        place += 1;
        !is_removed
    });
}

/// A number of stars with or without decimals.
fn half_stars(text: &[u8]) -> Option<Stars> {
    let is_plain = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let text = str::from_utf8(text).ok()?;
    let halves = 2.0 * text.parse::<f64>().ok()?;
    let is_half = text.as_bytes().iter().all(is_plain) && halves.fract() == 0.0;
    // What is no number of halves on the scale becomes none.
    let halves = (1..=10_u8).find(|it| is_half && f64::from(*it) == halves)?;
    Stars::from_halves(halves)
}

/// Some neighbouring lines of a file, and where their ratings go.
struct Part<'a> {
    bytes: &'a [u8],
    /// From 1.
    first_line: usize,
    /// One for each line.
    rows: &'a mut [RawRating],
    /// How many of them are read.
    n_filled: usize,
    left_out: Option<LeftOut>,
    error: Option<ParseError>,
}

/// Cuts a text at ends of lines into so many pieces of about the same length, or fewer.
fn pieces(content: &[u8], n_pieces: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(n_pieces);
    let mut rest = content;
    for n_left in (1..=n_pieces).rev() {
        let cut = rest.len() / n_left;
        let end = rest[cut..].iter().position(|byte| *byte == b'\n');
        let (piece, others) = rest.split_at(end.map_or(rest.len(), |end| cut + end + 1));
        if !piece.is_empty() {
            pieces.push(piece);
        }
        rest = others;
    }
    pieces
}

/// Counts lines, of which the last one needs no end.
fn n_lines(text: &[u8]) -> usize {
    let is_open = text.last().is_some_and(|byte| *byte != b'\n');
    text.iter().filter(|byte| **byte == b'\n').count() + usize::from(is_open)
}

/// Moves the rows together that are filled at the start of each part.
fn close_gaps(rows: &mut Vec<RawRating>, lengths: &[usize], filled: &[usize]) {
    let (mut from, mut to) = (0, 0);
    for (length, n) in lengths.iter().zip(filled) {
        if from != to {
            rows.copy_within(from..from + n, to);
        }
        from += length;
        to += n;
    }
    rows.truncate(to);
}

/// Steps over a separator, of one byte or two, that must stand at `at`.
fn after(bytes: &[u8], at: usize, separator: &[u8]) -> Option<usize> {
    // Byte by byte: for so few a call that compares memory takes longer.
    let is_there = separator
        .iter()
        .enumerate()
        .all(|(n, byte)| bytes.get(at + n) == Some(byte));
    is_there.then_some(at + separator.len())
}

/// The number at `at`, of at most 18 digits, and where it ends.
fn digits(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    let mut end = at;
    while let Some(digit) = bytes.get(end).map(|byte| byte.wrapping_sub(b'0'))
        && digit <= 9
    {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        end += 1;
    }
    (1..=18).contains(&(end - at)).then_some((number, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::text::Separator;
    use matinee_core::crew::{Alone, Crew};

    const COLUMNS: [Value; 4] = [Value::User, Value::Movie, Value::Stars, Value::Time];

    fn table(columns: &[Value], separator: Separator, stars: StarText) -> RatingTable<'_> {
        RatingTable {
            format: Format {
                file: "file",
                separator,
                n_columns: columns.len(),
                more_allowed: false,
                layout: "user, movie, stars, Unix time",
            },
            columns,
            stars,
            least_id: 1,
            names: Names::default(),
            first_line: 1,
            has_blank_lines: false,
        }
    }

    /// So many hands, one after the other.
    #[derive(Debug)]
    struct Many(usize);

    impl Crew for Many {
        fn count(&self) -> usize {
            self.0
        }

        fn all(&self, work: &(dyn Fn() + Sync)) {
            (0..self.0).for_each(|_| work());
        }
    }

    fn read(table: &RatingTable<'_>, text: &str) -> Result<Vec<(u32, u32, u8, i64)>, String> {
        let content = table
            .format
            .content(text.as_bytes())
            .map_err(|it| it.to_string())?;
        let ratings = table.read(content, &mut Reader::new(&Alone));
        let plain = |row: &RawRating| (row.user.0, row.movie.0, row.stars.halves(), row.unix_time);
        ratings
            .map(|it| it.rows.iter().map(plain).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn halves_are_read_however_they_are_written() {
        let table = table(&COLUMNS, Separator::Comma, StarText::Half);
        for (stars, halves) in [
            ("4.0", 8),
            ("4", 8),
            ("3.5", 7),
            (".5", 1),
            ("0.5", 1),
            ("4.50", 9),
            ("5.0", 10),
        ] {
            let text = format!("7,9,{stars},5\n");
            assert_eq!(read(&table, &text), Ok(vec![(7, 9, halves, 5)]), "{stars}");
        }
    }

    #[test]
    fn what_is_off_the_scale_is_refused_with_line_and_column() {
        let table = table(&COLUMNS, Separator::Comma, StarText::Half);
        for stars in [
            "0", "0.0", "5.5", "6", "3.7", "-1", "4e0", "NaN", "", "3,5", " 4",
        ] {
            let message = read(&table, &format!("7,9,1,5\n7,8,\"{stars}\",5\n")).unwrap_err();
            assert!(message.starts_with("file:2:"), "{message}");
            if !stars.contains(',') {
                let message = read(&table, &format!("7,9,1,5\n7,8,{stars},5\n")).unwrap_err();
                assert_eq!(
                    message,
                    format!(
                        "file:2:3: the rating must be 0.5 to 5 stars in steps of 0.5, found {stars:?}"
                    )
                );
            }
        }
    }

    #[test]
    fn columns_may_stand_in_any_order_beside_others() {
        let columns = [
            Value::Time,
            Value::Other,
            Value::Movie,
            Value::Stars,
            Value::User,
        ];
        let table = table(&columns, Separator::Semicolon, StarText::Half);
        assert_eq!(
            read(&table, "5;x y;9;2.5;7\r\n6;;8;1;7"),
            Ok(vec![(7, 9, 5, 5), (7, 8, 2, 6)])
        );
    }

    #[test]
    fn two_colons_part_columns_and_one_does_not() {
        let table = table(&COLUMNS, Separator::Colons, StarText::Half);
        assert_eq!(
            read(&table, "1::122::5::838985046\n"),
            Ok(vec![(1, 122, 10, 838_985_046)])
        );
        let message = read(&table, "1:122:5:838985046\n").unwrap_err();
        assert!(
            message.contains("expected 4 columns separated by `::`"),
            "{message}"
        );
    }

    #[test]
    fn numbers_with_zeros_in_front_are_numbers_and_too_large_ones_are_refused() {
        let table = table(&COLUMNS, Separator::Comma, StarText::Half);
        assert_eq!(
            read(&table, "007,00000009,4.0,05\n"),
            Ok(vec![(7, 9, 8, 5)])
        );
        for (row, column) in [
            ("4294967296,1,4.0,1", 1),
            ("1,99999999999999999999,4.0,1", 2),
        ] {
            let message = read(&table, row).unwrap_err();
            assert!(
                message.starts_with(&format!("file:1:{column}: the ")),
                "{message}"
            );
            assert!(message.contains("from 1 to 4294967295"), "{message}");
        }
    }

    #[test]
    fn one_bad_row_in_the_middle_is_named_and_the_others_kept_only_where_asked() {
        let table = table(&COLUMNS, Separator::Tab, StarText::Half);
        let mut lines: Vec<String> = (1..=200_000)
            .map(|n| format!("{n}\t{n}\t3.5\t{n}"))
            .collect();
        lines[150_000] = "150001\tx\t3.5\t1".to_owned();
        lines[170_000] = lines[10].clone();
        let text = lines.join("\n");
        for n_parts in [1, 2, 5] {
            let many = Many(n_parts);
            let error = table
                .read(text.as_bytes(), &mut Reader::new(&many))
                .err()
                .unwrap();
            assert_eq!((error.line, error.column), (150_001, 2));
            let mut reader = Reader::new(&many).skipping_bad_rows();
            let rows = table.read(text.as_bytes(), &mut reader).unwrap().rows;
            assert_eq!(rows.len(), 199_998);
            assert!(rows.is_sorted_by_key(|row| row.user));
            let left_out = reader.left_out().unwrap();
            assert_eq!(left_out.n_rows, 2);
            let said: Vec<String> = left_out.named.iter().map(ToString::to_string).collect();
            assert!(
                said[0].starts_with("file:150001:2: the movie id must be"),
                "{said:?}"
            );
            assert_eq!(
                said[1],
                "file:170001:2: user 11 rated movie 11 on line 11 already: keep one of the two"
            );
        }
    }

    #[test]
    fn what_is_wrong_on_an_earlier_line_comes_first() {
        let table = table(&COLUMNS, Separator::Tab, StarText::Half);
        let message = read(&table, "1\t1\t3\t1\n1\t1\t3\t1\nx\t1\t3\t1\n").unwrap_err();
        assert!(
            message.starts_with("file:2:2: user 1 rated movie 1"),
            "{message}"
        );
        let message = read(&table, "1\t1\t3\t1\nx\t1\t3\t1\n1\t1\t3\t1\n").unwrap_err();
        assert!(message.starts_with("file:2:1: the user id"), "{message}");
    }

    #[test]
    fn rows_of_what_there_is_not_are_named_and_left_out_only_where_asked() {
        let table = table(&COLUMNS, Separator::Tab, StarText::Half);
        let text = b"1\t1\t3\t1\n1\t1\t3\t1\n1\t7\t3\t1\n8\t1\t3\t1\n1\t2\t3\t1";
        let ids = |ids: &[u32], file| Ids {
            rows: IdRows::of(ids.iter().copied()),
            file,
        };
        let (users, movies) = (ids(&[1], "users"), ids(&[1, 2], "movies"));
        let mut reader = Reader::new(&Alone).skipping_bad_rows();
        let ratings = table.read(text, &mut reader).unwrap();
        let rows = ratings
            .that_refer_to(Some(&users), &movies, &mut reader)
            .unwrap();
        assert_eq!(
            rows.iter().map(|row| row.movie.0).collect::<Vec<_>>(),
            [1, 2]
        );
        let said: Vec<String> = reader
            .left_out()
            .unwrap()
            .named
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said.len(), 3);
        assert!(
            said[1].starts_with("file:3:2: movie 7 is not in movies: take the files"),
            "{said:?}"
        );
        assert!(
            said[2].starts_with("file:4:1: user 8 is not in users: take the files"),
            "{said:?}"
        );
        let mut reader = Reader::new(&Alone);
        let ratings = table.read(&text[16..], &mut reader).unwrap();
        let error = ratings
            .that_refer_to(Some(&users), &movies, &mut reader)
            .unwrap_err();
        assert_eq!((error.line, error.column), (1, 2));
    }

    #[test]
    fn blank_lines_count_as_lines_where_there_may_be_any() {
        let table = RatingTable {
            has_blank_lines: true,
            ..table(&COLUMNS, Separator::Comma, StarText::Half)
        };
        assert_eq!(
            read(&table, "1,1,3,1\n\r\n1,2,3,1\n").map(|rows| rows.len()),
            Ok(2)
        );
        let message = read(&table, "1,1,3,1\n\n\n1,1,3,1\n").unwrap_err();
        assert!(
            message.starts_with("file:4:2: user 1 rated movie 1 on line 1"),
            "{message}"
        );
    }

    proptest! {
        #[test]
        fn the_quick_way_reads_what_the_slow_one_does(
            text in "([0-9]{0,3}|x|\"1\"),([0-9]{1,20}|),([0-6]|[0-5][.][0-9]|[.]5),[0-9]{1,13}(\r?\n|,|)",
        ) {
            let table = table(&COLUMNS, Separator::Comma, StarText::Half);
            let line = text.strip_suffix('\n').unwrap_or(&text);
            let slow = table.slow(1, line.as_bytes());
            if let Some((quick, end)) = table.quick(text.as_bytes(), 0) {
                prop_assert_eq!(slow, Ok(quick));
                prop_assert_eq!(end, text.len());
            }
        }

        #[test]
        fn pieces_are_the_whole_text_and_end_with_lines(
            lines in proptest::collection::vec("[a-z]{0,6}", 0..30), n in 1..9_usize,
        ) {
            let text = lines.join("\n");
            let pieces = pieces(text.as_bytes(), n);
            prop_assert_eq!(pieces.concat(), text.as_bytes());
            let ends = pieces.iter().rev().skip(1).all(|piece| piece.ends_with(b"\n"));
            prop_assert!(ends && pieces.len() <= n);
        }
    }
}
