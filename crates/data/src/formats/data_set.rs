//! Which data set a folder or a zip holds: told by what is in the files, and by their names only
//! where that leaves a choice.

use crate::raw::{ParseError, RawTables, Source};
use crate::reader::Reader;

use super::movielens_100k::{FILE_NAMES, NOTICE as U_NOTICE, RawFiles};
use super::movielens_csv::{self, CsvFiles};
use super::movielens_dat::{self, DatFiles};
use super::rows::HEAD;

/// A file of a data set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataFile {
    /// Its name, without the folder that it is in: errors have it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl DataFile {
    fn named(&self) -> (&str, &[u8]) {
        (&self.name, &self.bytes)
    }
}

/// Names of the tables of the formats that have no folder of fixed names.
pub const TABLE_NAMES: [&str; 6] = {
    let mut names = [""; 6];
    let mut row = 0;
    while row < names.len() {
        names[row] = Kind::ALL[row].name();
        row += 1;
    }
    names
};

/// A data set in a format that is found without being told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSet {
    /// MovieLens 100K's.
    MovieLens100K(RawFiles),
    /// That of MovieLens 1M and 10M.
    Dat(DatFiles),
    /// That of MovieLens 20M and later.
    Csv(CsvFiles),
}

impl DataSet {
    /// The tables, each with its name, ratings first.
    #[must_use]
    pub fn tables(&self) -> Vec<(&str, &[u8])> {
        match self {
            Self::MovieLens100K(files) => files.named().take(FILE_NAMES.len()).collect(),
            Self::Dat(files) => {
                let tables = [&files.ratings, &files.movies].into_iter();
                tables.chain(&files.users).map(DataFile::named).collect()
            }
            Self::Csv(files) => {
                let tables = [&files.ratings, &files.movies].into_iter();
                tables.chain(&files.links).map(DataFile::named).collect()
            }
        }
    }

    /// All files: the tables, then what the data set says of itself.
    #[must_use]
    pub fn files(&self) -> Vec<(&str, &[u8])> {
        let (readme, notice) = match self {
            Self::MovieLens100K(files) => return files.named().collect(),
            Self::Dat(files) => (&files.readme, &files.notice),
            Self::Csv(files) => (&files.readme, &files.notice),
        };
        let words = readme.iter().chain(notice).map(DataFile::named);
        self.tables().into_iter().chain(words).collect()
    }
}

impl Source for DataSet {
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError> {
        match self {
            Self::MovieLens100K(files) => files.read_by(reader),
            Self::Dat(files) => files.read_by(reader),
            Self::Csv(files) => files.read_by(reader),
        }
    }
}

/// Where files are: a folder or a zip.
pub trait Files {
    /// Why one of them cannot be read.
    type Error;

    /// Their names, with `/` between folders.
    fn names(&self) -> Vec<String>;

    /// The first bytes of a file, at most `most` of them.
    ///
    /// # Errors
    /// When it cannot be read.
    fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Self::Error>;

    /// A whole file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&mut self, name: &str) -> Result<Vec<u8>, Self::Error>;
}

/// The file by which data other than GroupLens's says what it is; MovieLens 100K's format has a name of
/// its own for that.
pub const NOTICE: &str = "notice.txt";

/// A data set has fewer files beside each other.
const MOST_FILES: usize = 64;

/// What a file is, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    DatRatings,
    DatMovies,
    DatUsers,
    CsvRatings,
    CsvMovies,
    CsvLinks,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::DatRatings,
        Self::DatMovies,
        Self::DatUsers,
        Self::CsvRatings,
        Self::CsvMovies,
        Self::CsvLinks,
    ];

    fn is(self, head: &[u8]) -> bool {
        match self {
            Self::DatRatings => movielens_dat::is_ratings(head),
            Self::DatMovies => movielens_dat::is_movies(head),
            Self::DatUsers => movielens_dat::is_users(head),
            Self::CsvRatings => movielens_csv::is_ratings(head),
            Self::CsvMovies => movielens_csv::is_movies(head),
            Self::CsvLinks => movielens_csv::is_links(head),
        }
    }

    /// What it is called where it comes from.
    const fn name(self) -> &'static str {
        match self {
            Self::DatRatings => "ratings.dat",
            Self::DatMovies => "movies.dat",
            Self::DatUsers => "users.dat",
            Self::CsvRatings => "ratings.csv",
            Self::CsvMovies => "movies.csv",
            Self::CsvLinks => "links.csv",
        }
    }
}

/// The data set whose files are together in one folder of `files`, if there is one.
///
/// # Errors
/// A file that cannot be read.
pub fn find<F: Files>(files: &mut F) -> Result<Option<DataSet>, F::Error> {
    let names = files.names();
    for (folder, names) in folders(&names) {
        let path = |name: &str| format!("{folder}{name}");
        if FILE_NAMES.iter().all(|name| names.contains(name)) {
            let mut read = |name: &str| files.read(&path(name));
            let [ratings, movies, users, genres, occupations] = FILE_NAMES.map(&mut read);
            return Ok(Some(DataSet::MovieLens100K(RawFiles {
                notice: match names.contains(&U_NOTICE) {
                    true => Some(read(U_NOTICE)?),
                    false => None,
                },
                ratings: ratings?,
                movies: movies?,
                users: users?,
                genres: genres?,
                occupations: occupations?,
            })));
        }
        let mut kinds = Vec::new();
        for name in names.iter().take(MOST_FILES) {
            let head = files.head(&path(name), HEAD)?;
            let kind = Kind::ALL.into_iter().find(|kind| kind.is(&head));
            kinds.extend(kind.map(|kind| (kind, *name)));
        }
        let mut read = |name: &str| {
            let bytes = files.read(&path(name))?;
            let name = name.to_owned();
            Ok(DataFile { name, bytes })
        };
        let mut read_if_any = |name: Option<&str>| name.map(&mut read).transpose();
        let of = |kind| chosen(&kinds, kind);
        let readme = names.iter().copied().find(|name| is_readme(name));
        let notice = names.iter().copied().find(|name| *name == NOTICE);
        let dat = of(Kind::DatRatings).zip(of(Kind::DatMovies));
        let csv = of(Kind::CsvRatings).zip(of(Kind::CsvMovies));
        let (dat, csv) = match (dat, csv) {
            (Some(dat), _) => (
                read_if_any(Some(dat.0))?.zip(read_if_any(Some(dat.1))?),
                None,
            ),
            (None, Some(csv)) => (
                None,
                read_if_any(Some(csv.0))?.zip(read_if_any(Some(csv.1))?),
            ),
            (None, None) => continue,
        };
        let (readme, notice) = (read_if_any(readme)?, read_if_any(notice)?);
        if let Some((ratings, movies)) = dat {
            return Ok(Some(DataSet::Dat(DatFiles {
                ratings,
                movies,
                users: read_if_any(of(Kind::DatUsers))?,
                readme,
                notice,
            })));
        }
        if let Some((ratings, movies)) = csv {
            return Ok(Some(DataSet::Csv(CsvFiles {
                ratings,
                movies,
                links: read_if_any(of(Kind::CsvLinks))?,
                readme,
                notice,
            })));
        }
    }
    Ok(None)
}

/// Names by the folder that they are in, which ends in `/` unless it is the topmost one. Folders are
/// in the order of their first files.
fn folders(names: &[String]) -> Vec<(&str, Vec<&str>)> {
    let mut folders: Vec<(&str, Vec<&str>)> = Vec::new();
    for path in names {
        let start = path.rfind('/').map_or(0, |end| end + 1);
        let (folder, name) = path.split_at(start);
        if name.is_empty() {
            continue;
        }
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, names)) => names.push(name),
            None => folders.push((folder, vec![name])),
        }
    }
    folders
}

/// The file of a kind; of several the one with the usual name, or the first.
fn chosen<'a>(kinds: &[(Kind, &'a str)], kind: Kind) -> Option<&'a str> {
    let of_kind = || kinds.iter().filter(|it| it.0 == kind).map(|it| it.1);
    let usual = of_kind().find(|name| *name == kind.name());
    usual.or_else(|| of_kind().next())
}

fn is_readme(name: &str) -> bool {
    let start = name.get(..6);
    start.is_some_and(|start| start.eq_ignore_ascii_case("readme"))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// Files in memory.
    struct Named(Vec<(&'static str, &'static str)>);

    impl Files for Named {
        type Error = Infallible;

        fn names(&self) -> Vec<String> {
            self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
        }

        fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Infallible> {
            let mut bytes = self.read(name)?;
            bytes.truncate(most);
            Ok(bytes)
        }

        fn read(&mut self, name: &str) -> Result<Vec<u8>, Infallible> {
            let file = self.0.iter().find(|(it, _)| *it == name);
            Ok(file.map_or_else(Vec::new, |(_, text)| text.as_bytes().to_vec()))
        }
    }

    const RATINGS: &str = "userId,movieId,rating,timestamp\n1,1,4.0,9\n";
    const MOVIES: &str = "movieId,title,genres\n1,Heat (1995),Drama\n";

    /// Names of the files of what is found.
    fn found(files: &[(&'static str, &'static str)]) -> Option<Vec<String>> {
        let Ok(set) = find(&mut Named(files.to_vec()));
        let names = |set: DataSet| {
            set.files()
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect()
        };
        set.map(names)
    }

    #[test]
    fn csv_files_are_found_in_whatever_folder_with_what_belongs_to_them() {
        let names = found(&[
            ("ml-20m/", ""),
            ("ml-20m/README.txt", "about"),
            (
                "ml-20m/genome-scores.csv",
                "movieId,tagId,relevance\n1,1,0.02\n",
            ),
            ("ml-20m/links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n"),
            ("ml-20m/movies.csv", MOVIES),
            ("ml-20m/ratings.csv", RATINGS),
            (
                "ml-20m/tags.csv",
                "userId,movieId,tag,timestamp\n1,1,dark,9\n",
            ),
        ]);
        let expected = ["ratings.csv", "movies.csv", "links.csv", "README.txt"];
        assert_eq!(names.unwrap(), expected);
    }

    #[test]
    fn files_by_other_names_are_told_by_what_they_hold() {
        assert_eq!(
            found(&[("a.txt", MOVIES), ("b", RATINGS)]).unwrap(),
            ["b", "a.txt"]
        );
        let dat = [
            ("x.csv", "1::2::5::978300760\n"),
            ("y.csv", "2::Toy Story (1995)::Animation\n"),
        ];
        assert_eq!(found(&dat).unwrap(), ["x.csv", "y.csv"]);
    }

    #[test]
    fn of_two_tables_of_ratings_it_is_the_one_with_the_usual_name() {
        let files = [
            ("a.csv", RATINGS),
            ("movies.csv", MOVIES),
            ("ratings.csv", RATINGS),
        ];
        assert_eq!(found(&files).unwrap(), ["ratings.csv", "movies.csv"]);
    }

    #[test]
    fn the_tables_of_colons_are_found_beside_tags_and_leftovers_of_a_mac() {
        let files = [
            ("__MACOSX/ml-1m/._ratings.dat", "\0\u{5}\u{16}\u{7}"),
            ("ml-1m/movies.dat", "1::Toy Story (1995)::Animation\n"),
            ("ml-1m/ratings.dat", "1::1::5::978300760\n"),
            ("ml-1m/tags.dat", "15::4973::excellent!::1215184630\n"),
            ("ml-1m/users.dat", "1::F::1::10::48067\n"),
        ];
        assert_eq!(
            found(&files).unwrap(),
            ["ratings.dat", "movies.dat", "users.dat"]
        );
    }

    #[test]
    fn files_that_are_not_together_are_no_data_set() {
        assert_eq!(
            found(&[("a/ratings.csv", RATINGS), ("b/movies.csv", MOVIES)]),
            None
        );
        assert_eq!(found(&[("ratings.csv", RATINGS)]), None);
        assert_eq!(
            found(&[("u.data", "1\t1\t5\t9\n"), ("movies.csv", MOVIES)]),
            None
        );
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn the_five_files_are_found_by_their_names() {
        let files = [
            "a/u.data",
            "a/u.item",
            "a/u.user",
            "a/u.genre",
            "a/u.occupation",
            "a/u.notice",
        ];
        let names = found(&files.map(|name| (name, "x"))).unwrap();
        assert_eq!(
            names,
            [
                "u.data",
                "u.item",
                "u.user",
                "u.genre",
                "u.occupation",
                "u.notice"
            ]
        );
    }
}
