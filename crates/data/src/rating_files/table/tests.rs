//! The table: files of the kinds that people have, and what is right for each.
//!
//! What is right is written in lines: `= service, top` (with `?` where two scales fit), `Title 4`
//! for a rating that counts, `Title? 4` for one that is proposed in another spelling, `ask Title:
//! candidates`, `no Title` for one that is like no movie here, `out LINE reason`.

use super::tests::{movies_of, read_for};
use super::*;
use crate::dataset::Movie;
use matinee_core::domain::{MovieIdx, StarScale};

/// A catalogue as MovieLens 100K has it.
const CATALOGUE: [(&str, u16); 44] = [
    ("Toy Story", 1995),
    ("The Godfather", 1972),
    ("Fargo", 1996),
    ("Batman & Robin", 1997),
    ("Anaconda", 1997),
    ("Hercules", 1997),
    ("Clueless", 1995),
    ("Jumanji", 1995),
    ("The Truman Show", 1998),
    ("Titanic", 1997),
    ("Jane Eyre", 1996),
    ("Great Expectations", 1998),
    ("Emma", 1996),
    ("Volcano", 1997),
    ("Mortal Kombat", 1995),
    ("Mortal Kombat: Annihilation", 1997),
    ("Star Wars", 1977),
    ("Return of the Jedi", 1983),
    ("A Close Shave", 1995),
    ("The Professional", 1994),
    ("Les Misérables", 1995),
    ("Nénette et Boni", 1996),
    ("Alien", 1979),
    ("Aliens", 1986),
    ("Alien 3", 1992),
    ("8 1/2", 1963),
    ("Twelve Monkeys", 1995),
    ("Three Colors: Red", 1994),
    ("Three Colors: Blue", 1993),
    ("William Shakespeare's Romeo and Juliet", 1996),
    ("Seven (Se7en)", 1995),
    ("Il Postino", 1994),
    ("Schindler's List", 1993),
    ("Muriel's Wedding", 1994),
    ("Dumb & Dumber", 1994),
    ("Star Trek: First Contact", 1996),
    ("Shanghai Triad (Yao a yao yao dao waipo qiao)", 1995),
    ("Hamlet", 1996),
    ("Casablanca", 1942),
    ("Twister", 1996),
    ("Flipper", 1996),
    ("Secrets & Lies", 1996),
    ("The Empire Strikes Back", 1980),
    ("Heat", 1995),
];

fn catalogue() -> Vec<Movie> {
    movies_of(CATALOGUE.map(|(title, year)| (title, Some(year))))
}

fn rendered(import: &Import) -> Vec<String> {
    let title = |movie: MovieIdx| CATALOGUE[movie.row()].0;
    let stars = |given| {
        import
            .scales
            .likely
            .stars(given, StarScale::Whole)
            .map_or(0, |it| it.halves() / 2)
    };
    let open = if import.scales.other.is_some() {
        "?"
    } else {
        ""
    };
    let top = import.scales.likely.top();
    let mut lines = vec![format!("= {}, {top}{open}", import.service.name())];
    let matched = import.matched.iter();
    lines.extend(matched.map(|row| format!("{} {}", title(row.movie), stars(row.given))));
    lines.extend(
        import
            .unmatched
            .iter()
            .map(|row| match (row.suggested, &*row.candidates) {
                (Some(movie), _) => format!("{}? {}", title(movie), stars(row.given)),
                (None, []) => format!("no {}", row.title),
                (None, all) => {
                    let all: Vec<&str> = all.iter().map(|movie| title(*movie)).collect();
                    format!("ask {}: {}", row.title, all.join("; "))
                }
            }),
    );
    let problems = import.problems.iter();
    lines.extend(problems.map(|row| format!("out {} {}", row.line, row.reason)));
    lines
}

fn check_bytes(bytes: &[u8], right: &[&str]) {
    let text = String::from_utf8_lossy(bytes);
    match read_for(bytes, &catalogue(), None) {
        Ok(import) => assert_eq!(rendered(&import), right, "{text}"),
        Err(why) => panic!("refused: {why}\n{text}"),
    }
}

fn check(file: &str, right: &[&str]) {
    check_bytes(file.as_bytes(), right);
}

/// A file of Letterboxd of these rows.
fn letterboxd(rows: &[&str]) -> String {
    let rows: Vec<String> = (1..)
        .zip(rows)
        .map(|(day, row)| {
            let (movie, rating) = row.rsplit_once(',').unwrap_or((row, ""));
            format!("2024-03-{day:02},{movie},https://boxd.it/{day},{rating}\n")
        })
        .collect();
    format!("Date,Name,Year,Letterboxd URI,Rating\n{}", rows.concat())
}

fn refused(file: &str) -> Refused {
    read_for(file.as_bytes(), &catalogue(), None).expect_err(file)
}

// The scale is that of the file.

#[test]
fn trakt_counts_to_ten_and_names_its_shows() {
    check(
        "rated_at,type,title,year,trakt_rating,trakt_id,season_number,episode_number,rating\n\
         2024-02-03T10:00:00Z,movie,Fargo,1996,8.1,1,,,9\n\
         2024-02-04T10:00:00Z,movie,Alien,1979,8.1,2,,,3\n\
         2024-02-05T10:00:00Z,show,Fargo,2014,8.1,3,,,10\n\
         2024-02-06T10:00:00Z,season,Fargo,2014,8.1,3,1,,10\n\
         2024-02-07T10:00:00Z,episode,Fargo,2014,8.1,3,1,2,10\n\
         2024-02-08T10:00:00Z,movie,The Truman Show,1998,8.1,4,,,5\n",
        &[
            "= Trakt, 10",
            "Fargo 5",
            "Alien 2",
            "The Truman Show 3",
            "out 4 show is no film",
            "out 5 season is no film",
            "out 6 episode is no film",
        ],
    );
}

#[test]
fn a_file_of_trakt_in_which_everything_is_bad_counts_to_ten_too() {
    check(
        "rated_at,type,title,year,trakt_id,rating\n2024-02-03T10:00:00Z,movie,Fargo,1996,1,4\n",
        &["= Trakt, 10", "Fargo 2"],
    );
}

#[test]
fn simkl_counts_to_ten_and_names_its_series() {
    check(
        "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n\
         1,Fargo,movie,1996,completed,,2024-01-01,8,,,275,tt1\n\
         2,Hercules,tv,1995,completed,S1E4,2024-01-01,2,,,2,tt2\n\
         3,Heat,movie,1995,plantowatch,,,,,,2,tt2\n",
        &[
            "= Simkl, 10",
            "Fargo 4",
            "out 3 tv is no film",
            "out 4 no rating",
        ],
    );
}

#[test]
fn tmdb_counts_to_ten_and_has_its_year_in_the_date() {
    check(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n\
         275,tt1,movie,Fargo,1996-03-08,,,7.9,9,2024-01-01T00:00:00Z\n\
         60622,tt2,tv,Fargo,2014-04-15,,,8.3,2,2024-01-01T00:00:00Z\n",
        &["= TMDB, 10", "Fargo 5", "out 3 tv is no film"],
    );
}

#[test]
fn criticker_counts_to_a_hundred_or_to_ten_as_the_column_says() {
    check(
        "Score,Film Name,Year,Date Rated\n85,Fargo,1996,x\n9,Alien,1979,x\n",
        &["= Criticker, 100", "Fargo 4", "Alien 1"],
    );
    check(
        "Score,Film Name,Year,Date Rated\n8,Fargo,1996,x\n9,Alien,1979,x\n",
        &["= Criticker, 10?", "Fargo 4", "Alien 5"],
    );
}

#[test]
fn a_table_counts_as_its_column_does() {
    for (ratings, right) in [
        (
            ["10", "9", "3"],
            [
                "= no service known here, 10",
                "Fargo 5",
                "Alien 5",
                "Heat 2",
            ],
        ),
        (
            ["5", "4.5", "1"],
            ["= no service known here, 5", "Fargo 5", "Alien 5", "Heat 1"],
        ),
        (
            ["95", "40", "7"],
            [
                "= no service known here, 100",
                "Fargo 5",
                "Alien 2",
                "Heat 1",
            ],
        ),
        (
            ["5", "4", "1"],
            [
                "= no service known here, 5?",
                "Fargo 5",
                "Alien 4",
                "Heat 1",
            ],
        ),
        (
            ["9/10", "4/10", "2/10"],
            [
                "= no service known here, 10",
                "Fargo 5",
                "Alien 2",
                "Heat 1",
            ],
        ),
        (
            ["4/5", "2/5", "1/5"],
            ["= no service known here, 5", "Fargo 4", "Alien 2", "Heat 1"],
        ),
        (
            ["80%", "40%", "5 %"],
            [
                "= no service known here, 100",
                "Fargo 4",
                "Alien 2",
                "Heat 1",
            ],
        ),
        (
            ["★★★★", "★★½", "½"],
            ["= no service known here, 5", "Fargo 4", "Alien 3", "Heat 1"],
        ),
    ] {
        let [a, b, c] = ratings;
        let file = format!("Title,Year,Rating\nFargo,1996,{a}\nAlien,1979,{b}\nHeat,1995,{c}\n");
        check(&file, &right);
    }
}

#[test]
fn a_column_may_say_what_it_is_out_of() {
    for (column, top) in [
        ("Rating10", 10),
        ("My rating (1-10)", 10),
        ("stars", 5),
        ("Score /100", 100),
    ] {
        let file = format!("Movie,Released,{column}\nFargo,1996,4\n");
        let import = read_for(file.as_bytes(), &catalogue(), None).unwrap();
        assert_eq!(
            (import.scales.likely.top(), import.scales.other),
            (top, None),
            "{column}"
        );
    }
}

#[test]
fn movielens_that_never_exceeds_five_is_not_halved() {
    check(
        "userId,movieId,rating,timestamp,title,genres\n\
         7,1,4.0,978300760,Toy Story (1995),Animation\n\
         7,2,5.0,978300761,\"Postino, Il (1994)\",Romance\n",
        &["= MovieLens, 5", "Toy Story 4", "Il Postino 5"],
    );
}

// What is no film.

#[test]
fn imdb_of_today_and_of_former_years() {
    check(
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n\
         tt1,9,2024-05-01,Clueless,Clueless,u,Movie,6.9,97,1995,Comedy,1,1995-07-19,A\n\
         tt2,2,2024-05-02,Clueless,Clueless,u,TV Series,6.9,97,1996,Comedy,1,1996-07-19,A\n\
         tt3,8,2024-05-03,Léon,Léon: The Professional,u,Movie,8.5,110,1994,Crime,1,1994-09-14,B\n\
         tt4,7,2024-05-04,A Close Shave,A Close Shave,u,TV Short,8.1,30,1995,Comedy,1,1995-12-24,C\n\
         tt5,7,2024-05-04,Alien,Alien,u,Video Game,8.1,30,1982,Action,1,1982-12-24,C\n\
         tt6,6,2024-05-04,Hamlet,Hamlet,u,TV Movie,8.1,30,1996,Drama,1,1996-12-24,C\n",
        &[
            "= IMDb, 10",
            "Clueless 5",
            "The Professional 4",
            "A Close Shave 4",
            "Hamlet 3",
            "out 3 TV Series is no film",
            "out 6 Video Game is no film",
        ],
    );
    check(
        "\"position\",\"const\",\"created\",\"modified\",\"description\",\"Title\",\"Title type\",\"Directors\",\"You rated\",\"IMDb Rating\",\"Year\"\n\
         \"1\",\"tt1\",\"Sat Jan  5 00:00:00 2013\",\"\",\"\",\"Fargo\",\"Feature Film\",\"Coen\",\"8\",\"8.1\",\"1996\"\n\
         \"2\",\"tt2\",\"Sat Jan  5 00:00:00 2013\",\"\",\"\",\"Heat\",\"Mini-Series\",\"M\",\"2\",\"8.1\",\"1995\"\n",
        &["= IMDb, 10", "Fargo 4", "out 3 Mini-Series is no film"],
    );
}

#[test]
fn a_film_that_is_called_like_a_series_stays() {
    check(
        "Title,Type,Year,Rating\nFlipper,Movie,1996,3.5\nThe Truman Show,film,1998,4\nTwister,,1996,4\n",
        &[
            "= no service known here, 5",
            "Flipper 4",
            "The Truman Show 4",
            "Twister 4",
        ],
    );
}

// Matching in passes.

#[test]
fn the_exact_year_goes_before_the_year_beside_it_wherever_it_stands() {
    let rows = [
        "Titanic,1997,5",
        "Titanic,1996,1",
        "Jane Eyre,1997,1",
        "Jane Eyre,1996,4.5",
        "Emma,1997,3",
    ];
    check(
        &letterboxd(&rows),
        &[
            "= Letterboxd, 5",
            "Titanic 5",
            "Jane Eyre 5",
            "Emma 3",
            "ask Titanic: Titanic",
            "ask Jane Eyre: Jane Eyre",
        ],
    );
}

#[test]
fn a_remake_far_away_is_asked_about() {
    check(
        &letterboxd(&["Titanic,1953,2", "Great Expectations,2012,2"]),
        &[
            "= Letterboxd, 5",
            "ask Titanic: Titanic",
            "ask Great Expectations: Great Expectations",
        ],
    );
}

#[test]
fn what_begins_like_a_movie_is_not_that_movie() {
    let rows = [
        "Volcano,1997,4.5",
        "Volcano: Fire on the Mountain,1997,0.5",
        "Mortal Kombat: The Journey Begins,1995,1",
        "Twister: The Making of,1996,1",
        "Anaconda - Behind the Scenes,1997,1",
    ];
    check(
        &letterboxd(&rows),
        &[
            "= Letterboxd, 5",
            "Volcano 5",
            "ask Volcano: Fire on the Mountain: Volcano",
            "ask Mortal Kombat: The Journey Begins: Mortal Kombat; Mortal Kombat: Annihilation",
            "ask Twister: The Making of: Twister",
            "ask Anaconda - Behind the Scenes: Anaconda",
        ],
    );
}

#[test]
fn what_another_title_puts_in_front_is_passed_over() {
    let rows = [
        "Star Wars: Episode IV - A New Hope,1977,5",
        "Star Wars: Episode V - The Empire Strikes Back,1980,5",
        "Wallace & Gromit: A Close Shave,1995,5",
        "Léon: The Professional,1994,5",
        "First Contact,1996,4",
    ];
    check(
        &letterboxd(&rows),
        &[
            "= Letterboxd, 5",
            "Star Wars 5",
            "The Empire Strikes Back 5",
            "A Close Shave 5",
            "The Professional 5",
            "Star Trek: First Contact 4",
        ],
    );
}

#[test]
fn of_rows_for_one_movie_the_later_counts() {
    // By date, wherever the rows stand.
    check(
        "Date,Name,Year,Letterboxd URI,Rating\n\
         2024-05-02,Fargo,1996,x,5\n2023-01-01,Fargo,1996,x,1\n2024-05-01,Fargo,1996,x,2\n",
        &[
            "= Letterboxd, 5",
            "Fargo 5",
            "out 3 rated again in line 2, which counts",
            "out 4 rated again in line 2, which counts",
        ],
    );
    // By place, where there are no dates or equal ones.
    check(
        "Title,Year,Rating\nFargo,1996,1\nFargo,1996,4.5\n",
        &[
            "= no service known here, 5",
            "Fargo 5",
            "out 2 rated again in line 3, which counts",
        ],
    );
    check(
        "Title,Year,Rating,Date\nFargo,1996,1,2024-01-01\nFargo,1996,4.5,2024-01-01\n",
        &[
            "= no service known here, 5",
            "Fargo 5",
            "out 2 rated again in line 3, which counts",
        ],
    );
    // A later, weaker row does not.
    check(
        "Title,Year,Rating,Date\nFargo,1996,4.5,2020-01-01\nFargo,1997,1,2024-01-01\n",
        &["= no service known here, 5", "Fargo 5", "ask Fargo: Fargo"],
    );
}

// Bytes, headers, numbers.

#[test]
fn one_bad_byte_costs_its_own_row() {
    let rows = [
        "Les Misérables,1995,4",
        "Nénette et Boni,1996,4.5",
        "Caf~ Nowhere,2011,3",
        "Fargo,1996,5",
    ];
    let mut bytes = letterboxd(&rows).into_bytes();
    let bad = bytes.iter().position(|byte| *byte == b'~').unwrap();
    bytes[bad] = 0xe9;
    check_bytes(
        &bytes,
        &[
            "= Letterboxd, 5",
            "Les Misérables 4",
            "Nénette et Boni 5",
            "Fargo 5",
            "no Café Nowhere",
        ],
    );
    assert_eq!(read_for(&bytes, &catalogue(), None).unwrap().n_repaired, 1);
    // A file that is all in the other encoding is read in it.
    let latin1: Vec<u8> = letterboxd(&rows)
        .chars()
        .map(|letter| letter as u8)
        .collect();
    check_bytes(
        &latin1,
        &[
            "= Letterboxd, 5",
            "Les Misérables 4",
            "Nénette et Boni 5",
            "Fargo 5",
            "no Caf~ Nowhere",
        ],
    );
}

#[test]
fn a_line_that_says_the_separator_is_skipped_and_believed() {
    check(
        "\u{feff}sep=;\r\nTitle;Year;Rating\r\nFargo;1996;4,5\r\n",
        &["= no service known here, 5", "Fargo 5"],
    );
    check(
        "sep=\t\nTitle\tYear\tRating\nFargo\t1996\t4.5\nHeat\n",
        &[
            "= no service known here, 5",
            "Fargo 5",
            "out 4 1 cells instead of 3; put quotation marks around a title with a comma",
        ],
    );
}

#[test]
fn years_come_as_numbers_with_a_point_and_as_nothing() {
    check(
        "Title,Year,Rating\nFargo,1996.0,4.5\nToy Story,nan,4.0\nHeat,,3.0\nAlien,1979-05-25,2\n",
        &[
            "= no service known here, 5",
            "Fargo 5",
            "Toy Story 4",
            "Heat 3",
            "Alien 2",
        ],
    );
    check(
        "Title,Year,Rating\nFargo,1996.5,4.5\n",
        &[
            "= no service known here, 5",
            "out 2 \"1996.5\" is not a year",
        ],
    );
}

#[test]
fn letterboxds_import_format_is_read() {
    check(
        "tmdbID,imdbID,Title,Year,Rating10,WatchedDate,Review\n\
         275,tt1,Fargo,1996,9,2024-06-01,fine\n949,tt2,Heat,1995,4,2024-06-02,\n1,tt3,Alien,1979,,,\n",
        &["= Letterboxd, 10", "Fargo 5", "Heat 2", "out 4 no rating"],
    );
    check(
        "imdbID,Title,Year,Rating,WatchedDate\ntt1,Fargo,1996,4,2024-06-01\n",
        &["= Letterboxd, 5", "Fargo 4"],
    );
}

#[test]
fn our_own_file_is_read_without_our_numbers() {
    check(
        "title,year,stars\nFargo,1996,4\n",
        &["= Matinee, 5", "Fargo 4"],
    );
    check(
        "Name;User Rating\nFargo;4.5\n",
        &["= no service known here, 5", "Fargo 5"],
    );
}

// Spelling.

#[test]
fn superscripts_and_fractions_are_numbers() {
    let rows = ["Alien³,1992,2.5", "8½,1963,4.5", "Alien,1979,5"];
    check(
        &letterboxd(&rows),
        &["= Letterboxd, 5", "Alien 3 3", "8 1/2 5", "Alien 5"],
    );
}

#[test]
fn entities_are_characters() {
    check(
        "Title,Year,Rating\nSchindler&#39;s List,1993,5\nMuriel&#x27;s Wedding,1994,4\n\
         Dumb &amp; Dumber,1994,3.5\nLes Mis&eacute;rables,1995,4\nSecrets &amp;amp; Lies,1996,4\n",
        &[
            "= no service known here, 5",
            "Schindler's List 5",
            "Muriel's Wedding 4",
            "Dumb & Dumber 4",
            "Les Misérables 4",
            "Secrets & Lies 4",
        ],
    );
}

#[test]
fn another_spelling_is_proposed() {
    let rows = [
        "12 Monkeys,1995,4",
        "Three Colours: Red,1994,5",
        "Romeo + Juliet,1996,3.5",
        "Se7en,1995,4",
        "Aliens 3,1992,1",
    ];
    check(
        &letterboxd(&rows),
        &[
            "= Letterboxd, 5",
            "Seven (Se7en) 4",
            "Twelve Monkeys? 4",
            "Three Colors: Red? 5",
            "ask Romeo + Juliet: William Shakespeare's Romeo and Juliet",
            "ask Aliens 3: Alien 3",
        ],
    );
}

#[test]
fn articles_behind_a_comma_and_names_in_brackets_are_names() {
    check(
        "Title,Rating\n\"Postino, Il (1994)\",4.5\n\"Godfather, The (1972)\",5\nYao a yao yao dao waipo qiao (1995),3\n\"Misérables, Les\",4\n",
        &[
            "= no service known here, 5",
            "Il Postino 5",
            "The Godfather 5",
            "Shanghai Triad (Yao a yao yao dao waipo qiao) 3",
            "Les Misérables 4",
        ],
    );
}

#[test]
fn a_slip_is_asked_about_with_the_likeliest_first() {
    check(
        &letterboxd(&["Cassablanca,1942,5", "Stalker,1979,5"]),
        &[
            "= Letterboxd, 5",
            "ask Cassablanca: Casablanca",
            "no Stalker",
        ],
    );
}

// Reviews and broken marks.

#[test]
fn a_review_of_any_length_is_one_cell() {
    let lines: Vec<String> = (0..400)
        .map(|n| format!("Line {n}, of \"\"many\"\", 1996, 4."))
        .collect();
    let file = format!(
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n\
         2024-06-01,Fargo,1996,x,5,,\"{}\",,2024-06-01\n\
         2024-06-02,Heat,1995,x,3.5,,\"short\",,2024-06-02\n",
        lines.join("\n")
    );
    check(&file, &["= Letterboxd, 5", "Fargo 5", "Heat 4"]);
}

#[test]
fn a_mark_that_is_not_closed_swallows_no_row() {
    let quote = "out 2 a quotation mark is not closed, or text follows the closing one";
    let end = "Heat,1995,4.5,ok\nAlien,1979,4,\"\"\n";
    // In a review, without another mark, with an empty review behind, with one that is closed.
    for tail in [end, "Heat,1995,4.5,\"fine\"\nAlien,1979,4,x\n"] {
        check(
            &format!("Title,Year,Rating,Review\nFargo,1996,5,\"so good\n{tail}"),
            &["= no service known here, 5", "Heat 5", "Alien 4", quote],
        );
    }
    // In a title, closed by a mark of a later row where a cell ends.
    check(
        "Title,Year,Rating\n\"Fargo,1996,5\nHeat,1995,4.5\nAlien\",1979,4\n",
        &["= no service known here, 5", "Heat 5", "Alien 4", quote],
    );
    // In a review, likewise.
    check(
        "Title,Year,Rating,Review\nFargo,1996,5,\"so good\nHeat,1995,4.5,x\nAlien,1979,4,end\"\n",
        &["= no service known here, 5", "Heat 5", "Alien 4", quote],
    );
}

#[test]
fn a_file_that_ends_within_a_review_loses_that_row_alone() {
    check(
        "Title,Year,Rating,Review\nHeat,1995,4.5,x\nFargo,1996,5,\"so good\nthat I,\nnever\nsaw",
        &[
            "= no service known here, 5",
            "Heat 5",
            "out 3 a quotation mark is not closed to the end of the file; is the file cut short?",
        ],
    );
}

// Numbers.

#[test]
fn rows_of_numbers_are_read_in_all_their_shapes() {
    for file in [
        "70\t4\n230\t5\n",
        "9\t70\t4\n9\t230\t5\n",
        "9\t70\t4\t879000000\n9\t230\t5\t879000000\n",
        "9,70,4\n9,230,5\n",
    ] {
        check(file, &["= MovieLens 100K, 5", "Clueless 4", "Alien 5"]);
    }
}

#[test]
fn a_few_movies_that_cleaning_took_out_leave_the_others() {
    check(
        "9\t70\t4\t879000000\n9\t71\t4\t879000000\n9\t230\t5\t879000000\n9\t10\t5\t879000000\n",
        &[
            "= MovieLens 100K, 5",
            "Clueless 4",
            "Alien 5",
            "Toy Story 5",
            "out 2 no movie here has the number \"71\"",
        ],
    );
}

#[test]
fn numbers_of_another_data_set_are_refused() {
    for file in [
        "9\t10\t4\t1700000000\n9\t2571\t5\t1700000000\n",
        "9\t1193\t4\n9\t70\t5\n",
        "72998\t4\n",
        "9\t1\t4\t1\n9\t2\t4\t1\n9\t3\t4\t1\n9\t10\t4\t1\n",
    ] {
        assert!(
            matches!(refused(file), Refused::OtherNumbers { .. }),
            "{file}"
        );
    }
    assert_eq!(refused("1::1193::5::978300760\n"), Refused::NumbersOnly);
}
