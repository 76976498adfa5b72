//! Whole files, as they must not be, and what is said of them. `table/tests.rs` has the kinds that
//! people bring.

use proptest::prelude::*;

use super::*;
use crate::dataset::Movie;
use matinee_core::domain::{MovieId, MovieIdx, StarScale};

/// Titles with their years; ids are 10, 20, 30 and so on.
const MOVIES: [(&str, Option<u16>); 6] = [
    ("Toy Story", Some(1995)),
    ("The Godfather", Some(1972)),
    ("Léon", Some(1994)),
    ("Paris, Texas", Some(1984)),
    ("unknown", None),
    ("The Godfather: Part II", Some(1974)),
];

pub(super) fn movies_of<'a>(
    titles: impl IntoIterator<Item = (&'a str, Option<u16>)>,
) -> Vec<Movie> {
    (1..)
        .zip(titles)
        .map(|(row, (title, year))| Movie {
            id: MovieId(row * 10),
            title: title.into(),
            year,
            released: None,
            genres: 0,
            imdb: None,
            tmdb: None,
        })
        .collect()
}

pub(super) fn read_for(
    bytes: &[u8],
    movies: &[Movie],
    scale: Option<Scale>,
) -> Result<Import, Refused> {
    let row_of = |id: MovieId| {
        let row = movies.iter().position(|movie| movie.id == id)?;
        Some(MovieIdx(row as u32))
    };
    read(bytes, movies, &row_of, scale)
}

fn read_bytes(bytes: &[u8]) -> Result<Import, Refused> {
    read_for(bytes, &movies_of(MOVIES), None)
}

fn import(text: &str) -> Import {
    read_bytes(text.as_bytes()).unwrap()
}

/// Row of the movie, stars and line of what was matched.
fn matched(text: &str) -> Vec<(usize, u8, usize)> {
    let import = import(text);
    let stars = |given| {
        import
            .scales
            .likely
            .stars(given, StarScale::Whole)
            .map_or(0, |it| it.halves() / 2)
    };
    let rows = import.matched.iter();
    rows.map(|row| (row.movie.row(), stars(row.given), row.line))
        .collect()
}

/// Line and reason of every problem.
fn problems(text: &str) -> Vec<(usize, String)> {
    let rows = import(text).problems.into_iter();
    rows.map(|row| (row.line, row.reason.to_string())).collect()
}

#[test]
fn movielens_with_titles_is_matched_by_title_never_by_number() {
    let text = "userId,movieId,rating,timestamp,title\n\
                1,20,3.5,964982703,Toy Story (1995)\n\
                1,10,4.0,964982703,\"Godfather, The (1972)\"\n";
    assert_eq!(import(text).service, Service::MovieLens);
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
    assert_eq!(import(text).service, Service::MovieLens100K);
    assert_eq!(matched(text), [(1, 3, 1), (0, 5, 2)]);
    let expected = "no movie here has the number \"11\"";
    assert_eq!(problems(text), [(3, expected.into())]);
    for text in [
        "20\t3\n10\t5\n",
        "9\t20\t3\n9\t10\t5\n",
        "20\t3\t881250949\n10\t5\t881250949\n",
    ] {
        assert_eq!(matched(text), [(1, 3, 1), (0, 5, 2)], "{text}");
    }
}

#[test]
fn either_number_of_a_movie_that_was_listed_twice_is_this_movie() {
    let movies = movies_of(MOVIES);
    // 5 and 25 are further numbers of Paris, Texas and of Toy Story.
    let row_of = |id: MovieId| match id.0 {
        5 => Some(MovieIdx(3)),
        25 => Some(MovieIdx(0)),
        id => movies
            .iter()
            .position(|movie| movie.id.0 == id)
            .map(|row| MovieIdx(row as u32)),
    };
    let import = |text: &str| read(text.as_bytes(), &movies, &row_of, None).unwrap();
    let matched = |text: &str| -> Vec<_> {
        let import = import(text);
        let stars = |given| {
            import
                .scales
                .likely
                .stars(given, StarScale::Whole)
                .map_or(0, |it| it.halves() / 2)
        };
        let rows = import.matched.iter();
        rows.map(|row| (row.movie.row(), stars(row.given), row.line))
            .collect()
    };
    assert_eq!(matched("5\t4\n20\t3\n"), [(3, 4, 1), (1, 3, 2)]);
    assert_eq!(
        matched("title,year,stars,movie_id\nToy Story,1995,2,25\n"),
        [(0, 2, 2)]
    );
    let both = "10\t4\n25\t3\n";
    assert_eq!(matched(both), [(0, 3, 2)]);
    assert_eq!(import(both).problems.len(), 1);
}

#[test]
fn numbers_that_no_movie_here_can_have_refuse_the_file() {
    let error = read_bytes(b"9\t10\t4\t1\n9\t20\t5\t1\n9\t2571\t5\t1\n").unwrap_err();
    let expected = Refused::OtherNumbers {
        n_unknown: 1,
        n_rows: 3,
        line: 3,
        found: 2_571,
        last: 60,
    };
    assert_eq!(error, expected);
    assert!(error.to_string().contains("of another data set"));
}

#[test]
fn half_stars_tell_numbers_of_a_newer_data_set() {
    let text = b"9\t10\t3.5\t1256677221\n9\t20\t4.5\t1256677221\n";
    assert_eq!(read_bytes(text), Err(Refused::NumbersOnly));
    // Somebody's own file may have them.
    assert_eq!(matched("10\t3.5\n20\t4.5\n"), [(0, 4, 1), (1, 5, 2)]);
}

#[test]
fn numbers_rated_long_after_the_newest_movie_are_taken_with_a_word_of_caution() {
    let import = import("9\t10\t3\t1700000000\n9\t20\t4\t1700000001\n");
    let expected = Caution::LaterNumbers {
        rated: 2_023,
        newest: 1_995,
    };
    assert_eq!((import.matched.len(), import.caution), (2, Some(expected)));
    assert!(import.notes()[0].contains("they name other movies here"));
    assert_eq!(self::import("9\t10\t3\t881250949\n").caution, None);
    assert_eq!(self::import("9\t10\t3\n").caution, None);
}

/// Movies with the numbers of movielens.org.
fn movielens() -> Vec<Movie> {
    let titles = [
        ("GoldenEye", 10),
        ("Braveheart", 110),
        ("Pulp Fiction", 296),
        ("Speed", 377),
    ];
    let years = [1995, 1995, 1994, 1994];
    let mut movies = movies_of(
        titles
            .map(|(title, _)| title)
            .into_iter()
            .zip(years.map(Some)),
    );
    for (movie, (_, number)) in movies.iter_mut().zip(titles) {
        movie.id = MovieId(number);
    }
    movies
}

#[test]
fn numbers_of_any_newer_movielens_are_known_where_the_movies_here_have_them() {
    for text in [
        "userId,movieId,rating,timestamp\n7,10,3.5,1147880044\n7,296,5.0,1147868817\n",
        "userId,movieId,rating\n7,10,3.5\n7,296,5.0\n",
        "movieId;rating\n10;3.5\n296;5\n",
        "7::10::3.5::978300760\n7::296::5::978302109\n",
        "7,10,3.5,1147880044\n7,296,5.0,1147868817\n",
        "10\t3.5\n296\t5\n",
    ] {
        let import = read_for(text.as_bytes(), &movielens(), None).unwrap();
        let found: Vec<_> = (import.matched.iter())
            .map(|row| (row.movie.row(), row.given.0))
            .collect();
        assert_eq!(import.service, Service::MovieLens, "{text}");
        assert_eq!(import.caution, None, "{text}");
        assert_eq!(found, [(0, 350), (2, 500)], "{text}");
    }
}

#[test]
fn numbers_of_movies_that_are_not_here_are_named_unless_they_are_most() {
    let text = "userId,movieId,rating\n7,10,3.5\n7,296,5.0\n7,292757,4.0\n";
    let import = read_for(text.as_bytes(), &movielens(), None).unwrap();
    assert_eq!((import.matched.len(), import.problems.len()), (2, 1));
    let text = "userId,movieId,rating\n7,10,3.5\n7,1,5.0\n7,2,4.0\n7,3,4.0\n7,4,4.0\n";
    let refused = read_for(text.as_bytes(), &movielens(), None).unwrap_err();
    assert!(matches!(
        refused,
        Refused::OtherNumbers { n_unknown: 4, .. }
    ));
}

#[test]
fn u_data_is_refused_where_its_numbers_are_other_movies() {
    let text = b"196\t10\t3\t881250949\n196\t296\t5\t881250949\n";
    let refused = read_for(text, &movielens(), None).unwrap_err();
    assert_eq!(refused, Refused::OlderNumbers);
    assert!(refused.to_string().contains("ratings.csv"));
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
    assert_eq!(read_bytes(text.replace(';', "|").as_bytes()), expected);
}

#[test]
fn every_bad_row_is_named_and_the_good_ones_are_kept() {
    let text = "title,year,stars,movie_id\n\
                Toy Story,1995,0,10\n\
                Toy Story,1995,6,10\n\
                Toy Story,1995,NaN,10\n\
                Toy Story,1995,,10\n\
                Toy Story,1995\n\
                Paris, Texas,1984,5,40\n\
                ,1995,3,10\n\
                Toy Story,soon,3,10\n\
                \"Toy Story,1995,3,10\n\
                Toy Story,1995,3.5,10\n";
    assert_eq!(matched(text), [(0, 4, 11)]);
    let scale = |found| format!("the rating {found:?} is not one out of 5");
    let cells =
        |n| format!("{n} cells instead of 4; put quotation marks around a title with a comma");
    let expected = [
        (2, scale("0")),
        (3, scale("6")),
        (4, "the rating \"NaN\" is no number".into()),
        (5, "no rating".into()),
        (6, cells(2)),
        (7, cells(5)),
        (8, "no title".into()),
        (9, "\"soon\" is not a year".into()),
        (
            10,
            "a quotation mark is not closed, or text follows the closing one".into(),
        ),
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn a_step_that_the_service_does_not_have_is_no_rating() {
    let text = "Date,Name,Year,Letterboxd URI,Rating\n\
                2024-01-02,Toy Story,1995,x,3.7\n\
                2024-01-02,Léon,1994,x,3.5\n";
    assert_eq!(matched(text), [(2, 4, 3)]);
    assert_eq!(
        problems(text),
        [(2, "the rating \"3.7\" is not one out of 5".into())]
    );
    // A table of one's own may have any.
    assert_eq!(
        matched("Title,Year,Rating\nToy Story,1995,3.7\n"),
        [(0, 4, 2)]
    );
}

#[test]
fn the_later_rating_of_a_movie_counts_and_the_others_are_named() {
    let text = "title,year,stars,movie_id\nLéon,1994,1,30\nToy Story,1995,2,10\nleon,1994,5,\n";
    assert_eq!(matched(text), [(0, 2, 3), (2, 5, 4)]);
    let expected = "rated again in line 4, which counts";
    assert_eq!(problems(text), [(2, expected.into())]);
}

#[test]
fn what_was_asked_for_goes_before_every_sign_of_another_scale() {
    let text = "Const,Your Rating,Title,Year\ntt1,4,Toy Story,1995\n";
    let of = |scale| {
        let import = read_for(text.as_bytes(), &movies_of(MOVIES), scale).unwrap();
        (import.scales.likely, import.scales.decision)
    };
    assert_eq!(of(None), (Scale::Ten, Decision::Service));
    assert_eq!(of(Some(Scale::Five)), (Scale::Five, Decision::Asked));
    assert_eq!(of(Some(Scale::Hundred)), (Scale::Hundred, Decision::Asked));
}

#[test]
fn an_unknown_title_is_kept_for_matching_by_hand() {
    let text = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Toy Storey,1995,x,3.5\n";
    let expected = Unmatched {
        line: 2,
        title: "Toy Storey".into(),
        year: Some(1995),
        given: Given(350),
        candidates: vec![MovieIdx(0)],
        // The British have storeys.
        suggested: Some(MovieIdx(0)),
    };
    assert_eq!(import(text).unmatched, [expected]);
}

#[test]
fn two_rows_are_not_both_proposed_for_one_movie() {
    let text = "Title,Year,Rating\nToy Storey,1995,3.5\nThe Toy Storey,1995,1\n";
    let suggested = |text: &str| -> Vec<_> {
        let rows = import(text).unmatched.into_iter();
        rows.map(|row| row.suggested.map(MovieIdx::row)).collect()
    };
    assert_eq!(suggested(text), [None, Some(0)]);
    // Nor one for a movie that another row is.
    assert_eq!(
        suggested(&format!("{text}Toy Story,1995,5\n")),
        [None, None]
    );
    let dated = "Date,Title,Year,Rating\n2024-02-01,Toy Storey,1995,3.5\n2024-01-01,The Toy Storey,1995,1\n";
    assert_eq!(suggested(dated), [Some(0), None]);
}

#[test]
fn an_unknown_header_is_shown_with_its_line() {
    let error = read_bytes(b"\n\nmovie,seen on\nToy Story,5\n").unwrap_err();
    let expected = Refused::Unrecognised {
        line: 3,
        found: "movie,seen on".into(),
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
fn a_title_that_nobody_wrote_is_left_out_and_costs_no_time() {
    let title = "long ".repeat(1_800_000);
    let text = format!("Title,Year,Rating\n{title},1995,4.5\nLéon,1994,4.5\n");
    let import = import(&text);
    assert_eq!(import.matched.len(), 1);
    let expected = Reason::LongTitle { found: 8_999_999 };
    assert_eq!(import.problems[0].reason, expected);
    assert_eq!(import.problems[0].title, None);
    // One of the most letters is looked for.
    let text = format!("Title,Year,Rating\n{},1995,4.5\n", "é".repeat(MAX_TITLE));
    assert_eq!(self::import(&text).unmatched.len(), 1);
}

#[test]
fn many_rows_of_no_movie_here_are_read_in_time_and_the_first_have_candidates() {
    let rows = (0..30_000).map(|n| format!("Toy Storm {n},1995,4.5\n"));
    let text = format!("Title,Year,Rating\n{}", rows.collect::<String>());
    let import = import(&text);
    assert_eq!(import.unmatched.len(), 30_000);
    assert_eq!(import.unmatched[0].candidates, [MovieIdx(0)]);
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
        // No quotation marks: what they cost is tested by lines.
        body in "([a,;\t\n.5'=(-]|Toy Story|1995){0,60}|[^\"\\p{Cc}]{0,60}",
    ) {
        let text = format!("{header}\n{body}");
        let separator = header.bytes().find(|c| matches!(c, b',' | b';' | b'\t')).unwrap();
        let n_rows = crate::records::Records::new(&text, separator, 1).count() - 1;
        let import = read_bytes(text.as_bytes()).unwrap();
        let Import { matched, unmatched, problems, .. } = &import;
        prop_assert_eq!(matched.len() + unmatched.len() + problems.len(), n_rows, "{:?}", import);
        let mut movies: Vec<_> = matched.iter().map(|row| row.movie).collect();
        movies.sort_unstable();
        movies.dedup();
        prop_assert_eq!(movies.len(), matched.len());
    }

    #[test]
    fn no_rating_is_read_from_within_a_review(
        lines in prop::collection::vec("[a-z,\"]{0,12}", 0..40),
        is_closed in any::<bool>(),
    ) {
        let review = lines.join("\n").replace('"', "\"\"");
        let end = if is_closed { "\"\nLéon,1994,3.5,\n" } else { "" };
        let text = format!("Title,Year,Rating,Review\nToy Story,1995,4.5,\"{review}{end}");
        let import = read_bytes(text.as_bytes()).unwrap();
        if is_closed {
            prop_assert_eq!((import.matched.len(), import.problems.len()), (2, 0));
        } else {
            prop_assert_eq!((import.matched.len(), import.problems.len()), (0, 1));
        }
    }
}

#[test]
fn a_number_at_imdb_or_tmdb_goes_before_the_title() {
    let mut movies = movies_of(MOVIES);
    (movies[0].imdb, movies[0].tmdb) = (Some(114_709), Some(862));
    (movies[1].imdb, movies[1].tmdb) = (None, Some(8_844));
    let matched = |text: &str| -> Vec<(usize, Strength)> {
        let import = read_for(text.as_bytes(), &movies, None).unwrap();
        let rows = import.matched.iter();
        rows.map(|row| (row.movie.row(), row.strength)).collect()
    };
    let head = "Const,TMDb ID,Your Rating,Title,Year\n";
    let by_id = |row: &str| matched(&format!("{head}{row}\n"));
    // Another language's title; leading zeros or none; an unknown number at one of the two.
    assert_eq!(by_id("tt0114709,,9,Le nom,1995"), [(0, Strength::Id)]);
    assert_eq!(by_id("114709,,9,Le nom,1995"), [(0, Strength::Id)]);
    assert_eq!(by_id("tt9999999,8844,9,Le nom,1995"), [(1, Strength::Id)]);
    // Title and year where there is no number, or none to compare it with.
    let (title, year) = MOVIES[0];
    let row = |number: &str, movie: usize| {
        let (title, year) = MOVIES[movie];
        format!("{number},,9,\"{title}\",{}", year.unwrap_or_default())
    };
    assert_eq!(
        by_id(&row("", 0)),
        [(0, Strength::Exact)],
        "{title} {year:?}"
    );
    assert_eq!(by_id(&row("tt5555555", 2)), [(2, Strength::Exact)]);
    // A namesake that has another number is asked about.
    let import = read_for(
        format!("{head}{}\n", row("tt5555555", 0)).as_bytes(),
        &movies,
        None,
    );
    let import = import.unwrap();
    assert_eq!(import.matched, []);
    assert_eq!(import.unmatched[0].candidates.first(), Some(&MovieIdx(0)));
}
