//! The files together.

use std::collections::HashMap;

use matinee_core::domain::{MovieId, StarScale, UserId};

use crate::dataset::split::Folds;
use crate::dataset::{Demographics, Movie, User};
use crate::formats::DataFile;
use crate::formats::catalogue::{Catalogue, MovieColumns};
use crate::formats::notices::notice_of;
use crate::formats::pairs::users_of;
use crate::formats::ratings::{Ids, Names, RatingTable, Ratings, StarText, Value};
use crate::formats::text::{Format, Row, Separator};
use crate::ids::IdRows;
use crate::raw::{ParseError, RawTables, Source};
use crate::reader::Reader;

/// The files, each with its name, which errors have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatFiles {
    /// `user::movie::stars::Unix time`
    pub ratings: DataFile,
    /// `movie::title::genres`; genres are separated by `|`.
    pub movies: DataFile,
    /// `user::gender::age::occupation::zip code`
    pub users: Option<DataFile>,
    /// What GroupLens says of the data; it tells which data set it is.
    pub readme: Option<DataFile>,
    /// What other data says of itself, a paragraph.
    pub notice: Option<DataFile>,
}

/// Ages in `users.dat`: the lowest of each bracket, but 1 for everybody below 18.
pub const AGES: [u8; 7] = [1, 18, 25, 35, 45, 50, 56];

/// Occupations by their numbers in `users.dat`. GroupLens has the names in its README only.
pub const OCCUPATIONS: [&str; 21] = [
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
];

impl Source for DatFiles {
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError> {
        let users = self.users.as_ref().map(read_users).transpose()?;
        let (movies, genres) = read_movies(&self.movies)?;
        let user_ids = users.as_ref().zip(self.users.as_ref());
        let user_ids = user_ids.map(|(users, file)| Ids {
            rows: IdRows::of(users.iter().map(|user| user.id.0)),
            file: &file.name,
        });
        let movie_ids = Ids {
            rows: IdRows::of(movies.iter().map(|movie| movie.id.0)),
            file: &self.movies.name,
        };
        let ratings = read_ratings(&self.ratings.bytes, &self.ratings.name, reader)?;
        let ratings = ratings.that_refer_to(user_ids.as_ref(), &movie_ids, reader)?;
        let (notice, is_theirs) = notice_of(
            ratings.len(),
            &movies,
            self.readme.as_ref(),
            self.notice.as_ref(),
        )?;
        let occupations = match users {
            Some(_) => OCCUPATIONS.map(str::to_owned).into(),
            None => Vec::new(),
        };
        let user = |id| User {
            id,
            demographics: None,
        };
        Ok(RawTables {
            user_names: Vec::new(),
            folds: Folds::Drawn,
            scale: if is_theirs && users.is_none() {
                StarScale::Half
            } else {
                StarScale::of(ratings.iter().map(|rating| rating.stars))
            },
            users: users.unwrap_or_else(|| users_of(&ratings).into_iter().map(user).collect()),
            ratings,
            movies,
            genres,
            occupations,
            notice,
        })
    }
}

const fn format<'a>(file: &'a str, n_columns: usize, layout: &'a str) -> Format<'a> {
    Format {
        file,
        separator: Separator::Colons,
        n_columns,
        more_allowed: false,
        layout,
    }
}

pub(in crate::formats) fn read_ratings<'a>(
    bytes: &'a [u8],
    file: &'a str,
    reader: &mut Reader<'_>,
) -> Result<Ratings<'a>, ParseError> {
    let table = RatingTable {
        format: format(file, 4, "user, movie, stars, Unix time"),
        columns: &[Value::User, Value::Movie, Value::Stars, Value::Time],
        stars: StarText::Half,
        least_id: 1,
        names: Names::default(),
        first_line: 1,
        has_blank_lines: false,
    };
    table.read(table.format.content(bytes)?, reader)
}

fn read_movies(file: &DataFile) -> Result<(Vec<Movie>, Vec<String>), ParseError> {
    let columns = MovieColumns {
        id: 1,
        title: 2,
        genres: Some(3),
    };
    let mut catalogue = Catalogue::default();
    for row in format(&file.name, 3, "movie, title, genres").rows(&file.bytes)? {
        let row = row?;
        let id = MovieId(row.number(1, "the movie id", 1..=u32::MAX)?);
        catalogue.push(&row, id, &columns)?;
    }
    Ok(catalogue.finish())
}

fn read_users(file: &DataFile) -> Result<Vec<User>, ParseError> {
    let layout = "user, gender, age, occupation, zip code";
    let mut first_lines = HashMap::new();
    let mut users = Vec::new();
    for row in format(&file.name, 5, layout).rows(&file.bytes)? {
        let row = row?;
        let id = UserId(row.number(1, "the user id", 1..=u32::MAX)?);
        if let Some(first) = first_lines.insert(id, row.line) {
            return Err(row.error(1, format!("user {id} is on line {first} already")));
        }
        let gender = row.gender(2)?;
        let age = age(&row, 3)?;
        let most = OCCUPATIONS.len() as u8 - 1;
        let occupation = row.number(4, "the number of the occupation", 0..=most)?;
        // The zip code is not kept, but a broken file should not pass for a good one.
        row.text(5)?;
        users.push(User {
            id,
            demographics: Some(Demographics {
                age,
                gender,
                occupation,
            }),
        });
    }
    Ok(users)
}

/// An age of [`AGES`].
fn age(row: &Row<'_>, column: usize) -> Result<u8, ParseError> {
    let age = str::from_utf8(row.field(column))
        .ok()
        .and_then(|age| age.parse().ok());
    let known = age.filter(|age| AGES.contains(age));
    known.ok_or_else(|| row.unexpected(column, "the age must be 1, 18, 25, 35, 45, 50 or 56"))
}

/// Whether these are the first lines of a table of ratings.
pub(in crate::formats) fn is_ratings(head: &[u8]) -> bool {
    let [user, movie, stars, time] = &fields(head)[..] else {
        return false;
    };
    let is_stars =
        |text: &[u8]| text.len() <= 3 && text.iter().all(|it| it.is_ascii_digit() || *it == b'.');
    [user, movie, time]
        .into_iter()
        .all(|field| is_number(field))
        && is_stars(stars)
}

/// Whether these are the first lines of a table of movies.
pub(in crate::formats) fn is_movies(head: &[u8]) -> bool {
    matches!(&fields(head)[..], [movie, title, _] if is_number(movie) && !title.is_empty())
}

/// Whether these are the first lines of a table of users.
pub(in crate::formats) fn is_users(head: &[u8]) -> bool {
    matches!(&fields(head)[..], [user, b"F" | b"M", _, _, _] if is_number(user))
}

/// The fields of the first line.
fn fields(head: &[u8]) -> Vec<&[u8]> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    Separator::Colons.cut(line.unwrap_or_default())
}

fn is_number(field: &[u8]) -> bool {
    !field.is_empty() && field.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use crate::dataset::Gender;

    use super::*;

    fn file(name: &str, bytes: &[u8]) -> DataFile {
        DataFile {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    /// As MovieLens 1M has it.
    fn one_million() -> DatFiles {
        DatFiles {
            ratings: file("ratings.dat", b"1::2::5::978300760\n2::1::3::978302109\n"),
            movies: file(
                "movies.dat",
                b"1::Mis\xE9rables, Les (1995)::Drama|Musical\n2::Toy Story (1995)::Animation\n",
            ),
            users: Some(file(
                "users.dat",
                b"1::F::1::10::48067\n2::M::56::16::70072-1234\n",
            )),
            ..DatFiles::default()
        }
    }

    /// As MovieLens 10M has it.
    fn ten_million() -> DatFiles {
        DatFiles {
            ratings: file("ratings.dat", b"1::122::5::838985046\n4::8606::0.5::838983525\n"),
            movies: file(
                "movies.dat",
                "122::Mis\u{e9}rables, Les (1995)::Comedy|Romance\n8606::Pull My Daisy (1958)::(no genres listed)\n"
                    .as_bytes(),
            ),
            ..DatFiles::default()
        }
    }

    fn error(change: impl FnOnce(&mut DatFiles)) -> String {
        let mut files = one_million();
        change(&mut files);
        files
            .read()
            .expect_err("a broken file must be refused")
            .to_string()
    }

    #[test]
    fn one_million_is_read_with_its_people_in_latin_1() {
        let tables = one_million().read().unwrap();
        assert_eq!(tables.movies[0].title, "Les Mis\u{e9}rables");
        assert_eq!(tables.genres, ["Animation", "Drama", "Musical"]);
        assert_eq!(
            [tables.movies[0].genres, tables.movies[1].genres],
            [0b110, 0b001]
        );
        let known = tables.users[0].demographics.unwrap();
        assert_eq!((known.age, known.gender), (1, Gender::Female));
        assert_eq!(
            tables.occupations[usize::from(known.occupation)],
            "K-12 student"
        );
        assert_eq!(tables.scale, StarScale::Whole);
    }

    #[test]
    fn ten_million_is_read_with_half_stars_without_people_in_utf_8() {
        let tables = ten_million().read().unwrap();
        assert_eq!(tables.movies[0].title, "Les Mis\u{e9}rables");
        assert_eq!(tables.movies[1].genres, 0);
        assert_eq!(tables.ratings[1].stars.halves(), 1);
        assert_eq!(tables.scale, StarScale::Half);
        let users: Vec<u32> = tables.users.iter().map(|user| user.id.0).collect();
        assert_eq!((users, tables.occupations.len()), (vec![1, 4], 0));
        assert!(tables.users.iter().all(|user| user.demographics.is_none()));
    }

    #[test]
    fn a_movie_may_have_no_genres_at_all() {
        let mut files = ten_million();
        files.movies = file(
            "movies.dat",
            b"122::Heat (1995)::\n8606::Ran (1985)::Drama\n",
        );
        assert_eq!(files.read().unwrap().movies[0].genres, 0);
    }

    #[test]
    fn half_stars_of_known_people_make_a_scale_of_halves() {
        let mut files = one_million();
        files.ratings = file("ratings.dat", b"1::2::4.5::978300760\n");
        assert_eq!(files.read().unwrap().scale, StarScale::Half);
    }

    #[test]
    fn it_is_said_which_data_set_it_is() {
        let mut files = ten_million();
        assert!(files.read().unwrap().notice.contains("does not say"));
        let readme = b"<p>This data set contains 10000054 ratings and 95580 tags applied";
        files.readme = Some(file("README.html", readme));
        assert!(files.read().unwrap().notice.contains("MovieLens 10M"));
    }

    #[test]
    fn bad_fields_are_refused_where_they_are() {
        let users = |bytes: &[u8]| error(|files| files.users = Some(file("users.dat", bytes)));
        for (row, place) in [
            (&b"0::F::1::10::1"[..], "users.dat:1:1: the user id must be"),
            (
                b"1::f::1::10::1",
                "users.dat:1:2: the gender must be F or M",
            ),
            (
                b"1::F::17::10::1",
                "users.dat:1:3: the age must be 1, 18, 25, 35, 45, 50 or 56",
            ),
            (
                b"1::F::1::21::1",
                "users.dat:1:4: the number of the occupation must be a whole number from 0 to 20",
            ),
            (
                b"1::F::1::10",
                "users.dat:1:5: expected 5 columns separated by `::`",
            ),
            (
                b"1::F::1::10::1\n1::F::1::10::1",
                "users.dat:2:1: user 1 is on line 1 already",
            ),
        ] {
            let message = users(row);
            assert!(message.starts_with(place), "{message}");
        }
        let message = error(|files| files.ratings = file("ratings.dat", b"1::2::5.5::1\n"));
        assert!(
            message.starts_with("ratings.dat:1:3: the rating must be 0.5 to 5"),
            "{message}"
        );
        let message = error(|files| files.ratings = file("ratings.dat", b"7::2::5::1\n"));
        assert!(
            message.starts_with("ratings.dat:1:1: user 7 is not in users.dat"),
            "{message}"
        );
        let message = error(|files| files.movies = file("movies.dat", b"1:: ::Drama\n"));
        assert!(
            message.starts_with("movies.dat:1:2: the title is empty"),
            "{message}"
        );
    }

    #[test]
    fn tables_are_told_by_what_they_hold() {
        assert!(is_ratings(b"1::122::5::838985046\n") && is_ratings(b"1::122::3.5::838985046\r\n"));
        assert!(!is_ratings(b"15::4973::excellent!::1215184630\n"));
        assert!(
            is_movies(b"1::Toy Story (1995)::Animation|Comedy\n") && is_movies(b"8606::Pull::\n")
        );
        assert!(is_users(b"1::F::1::10::48067\n") && !is_users(b"1::122::5::838985046\n"));
        for other in [
            &b""[..],
            b"::::",
            b"1\t2\t3\t4\n",
            b"userId,movieId,rating\n",
        ] {
            assert!(
                !is_ratings(other) && !is_movies(other) && !is_users(other),
                "{other:?}"
            );
        }
    }
}
