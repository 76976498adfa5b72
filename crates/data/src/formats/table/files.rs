//! The tables of ratings and of items together.

use matinee_core::domain::{MovieId, StarScale, UserId};

use crate::dataset::split::Folds;
use crate::dataset::{Movie, User};
use crate::formats::DataFile;
use crate::formats::catalogue::{Catalogue, MovieColumns, YEARS, released};
use crate::formats::csv::{CsvTable, ReadRows};
use crate::formats::movielens_csv::external;
use crate::formats::notices::notice_of;
use crate::formats::pairs::{movies_of, users_of};
use crate::formats::ratings::{Ids, Names, Value};
use crate::formats::text::{Row, Separator};
use crate::ids::IdRows;
use crate::raw::{ParseError, RawRating, RawTables, Source};
use crate::reader::Reader;
use crate::titles::display_title;

use super::columns::Columns;
use super::names::{Numbering, is_number};

/// What ids are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdKind {
    /// Numbers, where those of the first thousand rows are; otherwise names.
    #[default]
    AsFound,
    /// Names, although they may look like numbers.
    Names,
}

/// The tables, each with the name of its file, which errors have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFiles {
    /// A row a rating.
    pub ratings: DataFile,
    /// Which of its columns is what.
    pub columns: Columns,
    /// What its ids are.
    pub ids: IdKind,
    /// A row an item: its id, in a column named as the one of the ratings or `id`, its `title`, and
    /// perhaps `year`, `genres` (separated by `|`), `imdbId` and `tmdbId`. Without it items are called
    /// by their ids.
    pub items: Option<DataFile>,
    /// What the data says of itself, a paragraph.
    pub notice: Option<DataFile>,
}

impl Source for TableFiles {
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError> {
        let table = Table::open(&self.ratings, &self.columns)?;
        let mut numberings = table.numberings(self.ids);
        let read = match numberings.is_none() {
            true => None,
            false => Some(table.named_rows(&mut numberings, reader)),
        };
        let items = self
            .items
            .as_ref()
            .map(|file| items_of(file, &self.columns.item, &mut numberings.items));
        let items = items.transpose()?;
        let columns = table.values([true, true]);
        let names = numberings.names();
        let ratings = match read {
            None => table.csv.ratings(&columns, 0, names, reader)?,
            Some(read) => read.checked_by(table.csv.rating_table(&columns, 0, names), reader)?,
        };
        let (ratings, movies, genres) = match (&self.items, items) {
            (Some(file), Some((movies, genres))) => {
                let ids = Ids {
                    rows: IdRows::of(movies.iter().map(|movie| movie.id.0)),
                    file: &file.name,
                };
                (ratings.that_refer_to(None, &ids, reader)?, movies, genres)
            }
            _ => {
                let movies = movies_of(&ratings.rows).into_iter();
                let movies = movies.map(|id| named_movie(id, names.movies)).collect();
                (ratings.rows, movies, Vec::new())
            }
        };
        let (notice, _) = notice_of(ratings.len(), &movies, None, self.notice.as_ref())?;
        let user = |id| User {
            id,
            demographics: None,
        };
        Ok(RawTables {
            folds: Folds::Drawn,
            scale: StarScale::of(ratings.iter().map(|rating| rating.stars)),
            users: users_of(&ratings).into_iter().map(user).collect(),
            user_names: names.users.to_vec(),
            ratings,
            movies,
            genres,
            occupations: Vec::new(),
            notice,
        })
    }
}

const SEPARATORS: [Separator; 3] = [Separator::Comma, Separator::Semicolon, Separator::Tab];

/// Rows that tell numbers from names.
const FIRST_ROWS: usize = 1_000;

/// The table of ratings, with the columns in which it has what, from 0.
struct Table<'a> {
    csv: CsvTable<'a>,
    user: usize,
    item: usize,
    stars: usize,
    time: Option<usize>,
}

/// Numbers of users and items, of each only where they have names.
#[derive(Debug, Default)]
struct Numberings {
    users: Option<Numbering>,
    items: Option<Numbering>,
}

impl Numberings {
    const fn is_none(&self) -> bool {
        self.users.is_none() && self.items.is_none()
    }

    fn names(&self) -> Names<'_> {
        Names {
            users: self.users.as_ref().map_or(&[], |it| &it.names[..]),
            movies: self.items.as_ref().map_or(&[], |it| &it.names[..]),
        }
    }
}

impl<'a> Table<'a> {
    fn open(file: &'a DataFile, columns: &Columns) -> Result<Self, ParseError> {
        let csv = CsvTable::open(
            &file.bytes,
            &file.name,
            &SEPARATORS,
            "the columns that were named, among them a user, an item and stars",
        )?;
        let time = columns.time.as_ref().map(|time| csv.required(&[time]));
        Ok(Self {
            user: csv.required(&[&columns.user])?,
            item: csv.required(&[&columns.item])?,
            stars: csv.required(&[&columns.stars])?,
            time: time.transpose()?,
            csv,
        })
    }

    /// What each column holds; of users and items only where they `are_numbers`.
    fn values(&self, are_numbers: [bool; 2]) -> Vec<Value> {
        let users = are_numbers[0].then_some((self.user, Value::User));
        let items = are_numbers[1].then_some((self.item, Value::Movie));
        let times = self.time.map(|time| (time, Value::Time));
        let stars = Some((self.stars, Value::Stars));
        let of: Vec<_> = [users, items, stars, times].into_iter().flatten().collect();
        self.csv.values(&of)
    }

    /// Looks at the first rows; what is wrong with them is said when all are read.
    fn numberings(&self, ids: IdKind) -> Numberings {
        let are_numbers = |column: usize| {
            let is_of_number = |row: &Row<'_>| is_number(row.field(column + 1).trim_ascii());
            let mut rows = self.csv.rows().take(FIRST_ROWS).flatten();
            ids == IdKind::AsFound && rows.all(|row| is_of_number(&row))
        };
        let numbering = |column| (!are_numbers(column)).then(Numbering::default);
        Numberings {
            users: numbering(self.user),
            items: numbering(self.item),
        }
    }

    /// Reads rows with names in them, and numbers the names.
    fn named_rows(&self, numberings: &mut Numberings, reader: &mut Reader<'_>) -> ReadRows {
        let columns = self.values([numberings.users.is_none(), numberings.items.is_none()]);
        let table = self.csv.rating_table(&columns, 0, Names::default());
        let rating = |row: &Row<'_>| -> Result<RawRating, ParseError> {
            // A row that cannot be read gives nobody a number.
            let mut rating = table.rating(row)?;
            if let Some(users) = &mut numberings.users {
                rating.user = UserId(users.number(row, self.user + 1, "the user")?);
            }
            if let Some(items) = &mut numberings.items {
                rating.movie = MovieId(items.number(row, self.item + 1, "the item")?);
            }
            Ok(rating)
        };
        self.csv.read_rows(rating, reader)
    }
}

/// Reads a table of items alone, whose ids are numbers, in its column `movieId`, `id` or a like one: see
/// [`TableFiles::items`]. Gives the movies, and the names of their genres.
///
/// # Errors
/// The first line that cannot be read.
pub fn read_items(file: &DataFile) -> Result<(Vec<Movie>, Vec<String>), ParseError> {
    items_of(file, "movieId", &mut None)
}

/// Reads the table of items, whose ids are in a column `item`. Those that nobody has rated get numbers, too.
fn items_of(
    file: &DataFile,
    item: &str,
    numbering: &mut Option<Numbering>,
) -> Result<(Vec<Movie>, Vec<String>), ParseError> {
    let layout = "id, title, year, genres";
    let table = CsvTable::open(&file.bytes, &file.name, &SEPARATORS, layout)?;
    let first = |names: &[&str]| -> Result<Option<usize>, ParseError> {
        for name in names {
            if let Some(column) = table.column(&[name])? {
                return Ok(Some(column + 1));
            }
        }
        Ok(None)
    };
    let id = first(&[item, "id", "itemId", "item_id", "movieId", "movie_id"])?;
    let columns = MovieColumns {
        id: match id {
            Some(id) => id,
            None => table.required(&[item])? + 1,
        },
        title: match first(&["title", "name"])? {
            Some(title) => title,
            None => table.required(&["title"])? + 1,
        },
        genres: first(&["genres", "genre"])?,
    };
    let year = first(&["year"])?;
    let (imdb, tmdb) = (
        first(&["imdbId", "imdb_id"])?,
        first(&["tmdbId", "tmdb_id"])?,
    );
    let mut catalogue = Catalogue::default();
    for row in table.rows() {
        let row = row?;
        let id = match numbering {
            Some(names) => names.number(&row, columns.id, "the item")?,
            None => row.number(columns.id, "the item id", 0..=u32::MAX)?,
        };
        let movie = catalogue.push(&row, MovieId(id), &columns)?;
        if let Some(column) = year.filter(|column| !row.field(*column).trim_ascii().is_empty()) {
            movie.year = Some(row.number(column, "the year", YEARS)?);
            movie.released = released(movie.year);
        }
        let at = |column: Option<usize>, what| match column {
            Some(column) => external(&row, column, what),
            None => Ok(None),
        };
        movie.imdb = at(imdb, "the IMDb id")?;
        movie.tmdb = at(tmdb, "the TMDb id")?;
    }
    Ok(catalogue.finish())
}

/// A movie of which nothing is known but its id; a name may be a title with its year.
fn named_movie(id: MovieId, names: &[String]) -> Movie {
    let name = names.get((id.0 as usize).wrapping_sub(1));
    let (title, year) = match name {
        Some(name) => display_title(name),
        None => (id.to_string(), None),
    };
    Movie {
        id,
        title,
        year,
        released: released(year),
        genres: 0,
        imdb: None,
        tmdb: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::crew::Alone;

    fn file(name: &str, text: &str) -> DataFile {
        DataFile {
            name: name.to_owned(),
            bytes: text.into(),
        }
    }

    fn files(ratings: &str, items: Option<&str>) -> TableFiles {
        TableFiles {
            ratings: file("r.csv", ratings),
            columns: "user=who,item=what,stars=n,time=at".parse().unwrap(),
            ids: IdKind::AsFound,
            items: items.map(|text| file("i.csv", text)),
            notice: None,
        }
    }

    /// User, movie, half stars, time.
    fn rows(tables: &RawTables) -> Vec<(u32, u32, u8, i64)> {
        let plain = |row: &RawRating| (row.user.0, row.movie.0, row.stars.halves(), row.unix_time);
        tables.ratings.iter().map(plain).collect()
    }

    fn titles(tables: &RawTables) -> Vec<&str> {
        tables
            .movies
            .iter()
            .map(|movie| movie.title.as_str())
            .collect()
    }

    fn refused(files: &TableFiles) -> String {
        files.read().expect_err("it is refused").to_string()
    }

    #[test]
    fn numbers_stay_numbers_whatever_parts_the_columns() {
        for separator in [",", ";", "\t"] {
            let text = "what,who,n,at\n0,7,3.5,9\n5,7,4,8\n".replace(',', separator);
            let tables = files(&text, None).read().unwrap();
            assert_eq!(rows(&tables), [(7, 0, 7, 9), (7, 5, 8, 8)]);
            assert_eq!(titles(&tables), ["0", "5"]);
            assert_eq!(
                (tables.scale, tables.user_names.len()),
                (StarScale::Half, 0)
            );
        }
    }

    #[test]
    fn names_are_numbered_as_they_are_met_and_kept() {
        let text =
            "who,what,n,at\nzoe,Heat (1995),4,9\nann,\"Ran, the\",5,9\nzoe,\"Ran, the\",1,9\n";
        let tables = files(text, None).read().unwrap();
        assert_eq!(rows(&tables), [(1, 1, 8, 9), (2, 2, 10, 9), (1, 2, 2, 9)]);
        assert_eq!(tables.user_names, ["zoe", "ann"]);
        assert_eq!(titles(&tables), ["Heat", "Ran, the"]);
        assert_eq!(tables.movies[0].year, Some(1995));
        assert_eq!(tables.scale, StarScale::Whole);
    }

    #[test]
    fn numbers_with_zeros_in_front_are_names_and_so_is_what_is_said_to_be() {
        let text = "who,what,n,at\n7,0114709,4,9\n7,114709,4,9\n";
        let tables = files(text, None).read().unwrap();
        assert_eq!(rows(&tables), [(7, 1, 8, 9), (7, 2, 8, 9)]);
        let all_names = TableFiles {
            ids: IdKind::Names,
            ..files(text, None)
        };
        assert_eq!(rows(&all_names.read().unwrap())[0].0, 1);
    }

    #[test]
    fn one_name_among_numbers_is_a_bad_row() {
        let lines: String = (1..1_500).map(|n| format!("{n},1,4,9\n")).collect();
        let text = format!("who,what,n,at\n{lines}x,1,4,9\n");
        assert!(refused(&files(&text, None)).starts_with("r.csv:1501:1: the user id must be"));
    }

    #[test]
    fn items_give_titles_years_and_genres() {
        let items = "Title,what,genres,year,imdbId\n\"Heat, The\",b,Drama|War,1995,0113277\nRan (1985),a,,,\nAlone,c,War,,\n";
        let tables = files("who,what,n,at\n1,a,4,9\n1,b,5,9\n", Some(items))
            .read()
            .unwrap();
        assert_eq!(titles(&tables), ["The Heat", "Ran", "Alone"]);
        let ids: Vec<u32> = tables.movies.iter().map(|movie| movie.id.0).collect();
        assert_eq!(ids, [2, 1, 3]);
        assert_eq!(tables.movies[0].year, Some(1995));
        assert_eq!(
            (tables.movies[0].imdb, tables.movies[1].imdb),
            (Some(113_277), None)
        );
        assert_eq!(tables.movies[1].year, Some(1985));
        assert_eq!(tables.genres, ["Drama", "War"]);
        assert_eq!(tables.movies[0].genres, 0b11);
    }

    #[test]
    fn items_may_have_a_title_and_an_id_and_nothing_else() {
        let tables = files("who,what,n,at\n1,5,4,9\n", Some("id;name\n5;Heat\n"))
            .read()
            .unwrap();
        assert_eq!((titles(&tables), tables.genres.len()), (vec!["Heat"], 0));
    }

    #[test]
    fn a_time_may_be_missing() {
        let mut files = files("who,what,n\n1,5,4\n", None);
        assert!(refused(&files).contains("there is no column at; the columns are who, what, n"));
        files.columns = "user=who,item=what,stars=n".parse().unwrap();
        assert_eq!(rows(&files.read().unwrap()), [(1, 5, 8, 0)]);
    }

    #[test]
    fn what_is_off_the_scale_is_named_with_file_line_and_column() {
        for id in ["1", "ann"] {
            let text = format!("who,what,n,at\n{id},5,4,9\n{id},6,9.5,9\n{id},7,3,9\n");
            let message = refused(&files(&text, None));
            assert!(
                message.starts_with("r.csv:3:3: the rating must be 0.5 to 5 stars"),
                "{message}"
            );
            let mut reader = Reader::new(&Alone).skipping_bad_rows();
            let tables = files(&text, None).read_by(&mut reader).unwrap();
            assert_eq!(tables.ratings.len(), 2);
            assert_eq!(reader.left_out().unwrap().n_rows, 1);
        }
    }

    #[test]
    fn names_are_called_by_their_names_in_errors() {
        let text = "who,what,n,at\nann,Heat,4,9\nann,Heat,5,9\n";
        let message = refused(&files(text, None));
        let words = "r.csv:3:2: user \"ann\" rated movie \"Heat\" on line 2 already";
        assert!(message.starts_with(words), "{message}");
        let message = refused(&files(
            "who,what,n,at\nann,Heat,4,9\n",
            Some("id,title\nRan,Ran\n"),
        ));
        assert!(
            message.starts_with("r.csv:2:2: movie \"Heat\" is not in i.csv"),
            "{message}"
        );
        let message = refused(&files("who,what,n,at\nann, ,4,9\n", None));
        assert!(
            message.starts_with("r.csv:2:2: the item is empty"),
            "{message}"
        );
    }

    #[test]
    fn items_without_an_id_or_a_title_are_refused() {
        let ratings = "who,what,n,at\n1,5,4,9\n";
        let message = refused(&files(ratings, Some("nr,title\n5,Heat\n")));
        assert_eq!(
            message,
            "i.csv:1:1: there is no column what; the columns are nr, title"
        );
        let message = refused(&files(ratings, Some("id,label\n5,Heat\n")));
        assert_eq!(
            message,
            "i.csv:1:1: there is no column title; the columns are id, label"
        );
        let message = refused(&files(ratings, Some("id,title,year\n5,Heat,95\n")));
        assert!(
            message.starts_with("i.csv:2:3: the year must be a whole number from 1870"),
            "{message}"
        );
    }
}
