//! Whole files, as the sources write them and as they must not be.

use proptest::prelude::*;

use super::*;
use crate::artifact::Catalogue;
use crate::dataset::Movie;
use crate::domain::{MovieId, MovieIdx, Stars};

/// Titles with their years; ids are 10, 20, 30 and so on.
const MOVIES: [(&str, Option<u16>); 6] = [
    ("Toy Story", Some(1995)),
    ("The Godfather", Some(1972)),
    ("Léon", Some(1994)),
    ("Paris, Texas", Some(1984)),
    ("unknown", None),
    ("The Godfather: Part II", Some(1974)),
];

/// Further ids, and whose they are.
const ALIASES: [(u32, u32); 2] = [(5, 3), (25, 0)];

fn movies_of<'a>(titles: impl IntoIterator<Item = (&'a str, Option<u16>)>) -> Vec<Movie> {
    (1..)
        .zip(titles)
        .map(|(row, (title, year))| Movie {
            id: MovieId(row * 10),
            title: title.into(),
            year,
            released: None,
            genres: 0,
        })
        .collect()
}

fn read_bytes(bytes: &[u8]) -> Result<Import, Refused> {
    let mut catalogue = Catalogue::unrated(movies_of(MOVIES));
    catalogue.aliases = ALIASES.map(|(id, row)| (MovieId(id), MovieIdx(row))).into();
    read(bytes, &catalogue)
}

fn import(text: &str) -> Import {
    read_bytes(text.as_bytes()).unwrap()
}

/// Row of the movie, stars and line of what was matched.
fn matched(text: &str) -> Vec<(usize, u8, usize)> {
    let rows = import(text).matched.into_iter();
    rows.map(|row| (row.movie.row(), row.stars.get(), row.line))
        .collect()
}

/// Line and reason of every problem.
fn problems(text: &str) -> Vec<(usize, String)> {
    let rows = import(text).problems.into_iter();
    rows.map(|row| (row.line, row.reason.to_string())).collect()
}

#[test]
fn an_export_of_letterboxd_is_read() {
    let text = "Date,Name,Year,Letterboxd URI,Rating\r\n\
                2024-01-02,\"Paris, Texas\",1984,https://boxd.it/1,4.5\r\n\
                2024-01-02,The Godfather Part II,1974,https://boxd.it/2,5.5\r\n\
                2024-01-02,Toy Story,1995,https://boxd.it/3,0.5\r\n";
    assert_eq!(import(text).format, Format::Letterboxd);
    assert_eq!(matched(text), [(3, 5, 2), (0, 1, 4)]);
    let expected = "the rating \"5.5\" is not one of 0.5, 1, 1.5 and so on to 5";
    assert_eq!(problems(text), [(3, expected.into())]);
}

#[test]
fn an_export_of_imdb_is_read_with_its_columns_in_any_order() {
    let text = "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n\
                tt0068646,9,2020-05-01,The Godfather,The Godfather,https://www.imdb.com/title/tt0068646,Movie,9.2,175,1972,\"Crime, Drama\",2000000,1972-03-14,Francis Ford Coppola\n\
                tt0110413,10,2020-05-01,The Professional,Léon,https://www.imdb.com/title/tt0110413,Movie,8.5,110,1994,Crime,1300000,1994-09-14,Luc Besson\n";
    assert_eq!(import(text).format, Format::Imdb);
    assert_eq!(matched(text), [(1, 5, 2), (2, 5, 3)]);
    let turned = "Year\tTitle\tYour Rating\n1995\tToy Story\t1\n";
    assert_eq!(matched(turned), [(0, 1, 2)]);
}

#[test]
fn movielens_with_titles_is_matched_by_title_never_by_number() {
    let text = "userId,movieId,rating,timestamp,title\n\
                1,20,3.5,964982703,Toy Story (1995)\n\
                1,10,4.0,964982703,\"Godfather, The (1972)\"\n";
    assert_eq!(import(text).format, Format::MovieLens);
    assert_eq!(matched(text), [(0, 4, 2), (1, 4, 3)]);
}

#[test]
fn movielens_with_numbers_alone_is_refused_with_the_way_out() {
    let error = read_bytes(b"userId,movieId,rating,timestamp\n1,10,4.0,964982703\n").unwrap_err();
    assert_eq!(error, Refused::NumbersOnly);
    assert!(error.to_string().contains("add the column title"));
}

#[test]
fn u_data_is_matched_by_number() {
    let text = "196\t20\t3\t881250949\n196\t10\t5\t881250949\n196\t11\t5\t881250949\n";
    assert_eq!(import(text).format, Format::MovieLens100K);
    assert_eq!(matched(text), [(1, 3, 1), (0, 5, 2)]);
    let expected = "no movie here has the number \"11\"";
    assert_eq!(problems(text), [(3, expected.into())]);
    assert_eq!(matched("20\t3\n10\t5\n"), [(1, 3, 1), (0, 5, 2)]);
}

#[test]
fn ratings_of_several_people_are_refused() {
    let expected = Refused::SeveralPeople {
        line: 2,
        first: "196".into(),
        second: "186".into(),
    };
    assert_eq!(read_bytes(b"196\t20\t3\t1\n186\t10\t5\t1\n"), Err(expected));
}

#[test]
fn our_own_number_counts_only_when_the_title_agrees() {
    let text = "title,year,stars,movie_id\n\
                toy story,1995,3,10\n\
                The Godfather,1972,4,10\n\
                Léon,1994,5,\n";
    assert_eq!(matched(text), [(0, 3, 2), (1, 4, 3), (2, 5, 4)]);
}

#[test]
fn every_encoding_and_separator_gives_the_same() {
    let text = "title;year;stars;movie_id\r\nLéon;1994;5;30\r\n";
    let latin1: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    let utf16: Vec<u8> = format!("\u{feff}{}", text.replace(';', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let expected = read_bytes(text.as_bytes());
    assert_eq!(expected.as_ref().unwrap().matched.len(), 1);
    assert_eq!(read_bytes(&latin1), expected);
    assert_eq!(read_bytes(&utf16), expected);
}

#[test]
fn every_bad_row_is_named_and_the_good_ones_are_kept() {
    let text = "title,year,stars,movie_id\n\
                Toy Story,1995,0,10\n\
                Toy Story,1995,6,10\n\
                Toy Story,1995,NaN,10\n\
                Toy Story,1995,,10\n\
                Toy Story,1995,3.5,10\n\
                Toy Story,1995\n\
                Paris, Texas,1984,5,40\n\
                ,1995,3,10\n\
                Toy Story,soon,3,10\n\
                \"Toy Story,1995,3,10\n\
                Toy Story,1995,3,10\n";
    assert_eq!(matched(text), [(0, 3, 12)]);
    let scale = |found| format!("the rating {found:?} is not one of 1, 2, 3, 4, 5");
    let cells =
        |n| format!("{n} cells instead of 4; put quotation marks around a title with a comma");
    let expected = [
        (2, scale("0")),
        (3, scale("6")),
        (4, scale("NaN")),
        (5, "no rating".into()),
        (6, scale("3.5")),
        (7, cells(2)),
        (8, cells(5)),
        (9, "no title".into()),
        (10, "\"soon\" is not a year".into()),
        (
            11,
            "a quotation mark is not closed, or text follows the closing one".into(),
        ),
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn the_last_rating_of_a_movie_counts_and_the_others_are_named() {
    let text = "title,year,stars,movie_id\nLéon,1994,1,30\nToy Story,1995,2,10\nleon,1994,5,\n";
    assert_eq!(matched(text), [(2, 5, 4), (0, 2, 3)]);
    let expected = "rated again in line 4, which counts";
    assert_eq!(problems(text), [(2, expected.into())]);
}

#[test]
fn an_unknown_title_is_kept_for_matching_by_hand() {
    let text = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Toy Storey,1995,x,3.5\n";
    let expected = Unmatched {
        line: 2,
        title: "Toy Storey".into(),
        year: Some(1995),
        stars: Stars::ALL[3],
        candidates: vec![MovieIdx(0)],
    };
    assert_eq!(import(text).unmatched, [expected]);
}

#[test]
fn tens_and_half_stars_are_rounded_up() {
    let of = |format: Format, cells: &[&str]| -> Vec<u8> {
        let stars = cells.iter().map(|cell| format.stars(cell));
        stars.map(|stars| stars.map_or(0, Stars::get)).collect()
    };
    assert_eq!(
        of(
            Format::Letterboxd,
            &[
                "0.5", ".5", "1", "1.5", "2,50", "4.0", "4.5", "5.5", "0", "3.7"
            ]
        ),
        [1, 1, 1, 2, 3, 4, 5, 0, 0, 0]
    );
    assert_eq!(
        of(
            Format::Imdb,
            &["1", "2", "3", "7", "9", "10", "11", "0", "7.5", "-1"]
        ),
        [1, 1, 2, 4, 5, 5, 0, 0, 0, 0]
    );
    assert_eq!(
        of(
            Format::Own,
            &["1", "5", "4.0", "2.5", "10", "1e0", "", "250", "\u{663}"]
        ),
        [1, 5, 4, 0, 0, 0, 0, 0, 0]
    );
}

#[test]
fn an_unknown_header_is_shown_with_its_line() {
    let error = read_bytes(b"\n\nmovie,score\nToy Story,5\n").unwrap_err();
    let expected = Refused::Unrecognised {
        line: 3,
        found: "movie,score".into(),
    };
    assert_eq!(error, expected);
    assert!(error.to_string().contains("Letterboxd URI"));
}

#[test]
fn the_list_of_what_was_watched_is_not_the_one_of_ratings() {
    let text = b"Date,Name,Year,Letterboxd URI\n2024-01-02,Toy Story,1995,x\n";
    assert_eq!(read_bytes(text), Err(Refused::NoRatings));
}

#[test]
fn too_many_rows_are_refused() {
    let text = format!("10\t5\n{}", "11\t5\n".repeat(MAX_ROWS));
    assert_eq!(read_bytes(text.as_bytes()), Err(Refused::TooManyRows));
}

#[test]
fn either_number_of_a_movie_that_was_listed_twice_is_this_movie() {
    assert_eq!(matched("5\t4\n20\t3\n"), [(3, 4, 1), (1, 3, 2)]);
    assert_eq!(
        matched("title,year,stars,movie_id\nToy Story,1995,2,25\n"),
        [(0, 2, 2)]
    );
    let both = "10\t4\n25\t3\n";
    assert_eq!(matched(both), [(0, 3, 2)]);
    assert_eq!(problems(both).len(), 1);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_bytes(&bytes);
    }

    #[test]
    fn every_row_below_a_header_is_matched_unmatched_or_a_problem(
        header in prop::sample::select(vec![
            "title,year,stars,movie_id",
            "Date;Name;Year;Letterboxd URI;Rating",
            "Const\tYour Rating\tTitle\tYear",
            "title,rating",
        ]),
        body in "([a,;\"\t\n.5'=(-]|Toy Story|1995){0,60}|\\PC{0,60}",
    ) {
        let text = format!("{header}\n{body}");
        let separator = header.chars().find(|c| matches!(c, ',' | ';' | '\t')).unwrap();
        let n_rows = records::Records::new(&text, separator).count() - 1;
        // A control character too many makes it binary.
        if let Ok(import) = read_bytes(text.as_bytes()) {
            let Import { matched, unmatched, problems, .. } = &import;
            prop_assert_eq!(matched.len() + unmatched.len() + problems.len(), n_rows, "{:?}", import);
        }
    }

    #[test]
    fn what_is_written_is_read_again(
        titles in prop::collection::vec(("[a-c'=+@\t\r\n\",; -]{0,8}[a-c]", prop::option::of(1900..2000_u16)), 1..9),
        stars in prop::collection::vec(0..5_usize, 9),
    ) {
        let movies = movies_of(titles.iter().map(|(title, year)| (title.as_str(), *year)));
        let book: Vec<_> = (0..titles.len())
            .map(|row| (MovieIdx(row as u32), Stars::ALL[stars[row]]))
            .collect();
        let import = read(ratings_csv(&book, &movies).as_bytes(), &Catalogue::unrated(movies)).unwrap();
        let again: Vec<_> = import.matched.iter().map(|row| (row.movie, row.stars)).collect();
        prop_assert_eq!(again, book);
        prop_assert!(import.unmatched.is_empty() && import.problems.is_empty());
    }
}
