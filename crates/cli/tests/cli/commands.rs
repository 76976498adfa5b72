//! Each command does what its help says.

use std::collections::{HashMap, HashSet};
use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{TINY, file, fixture, matinee, output};

fn json(command: &mut assert_cmd::Command) -> Value {
    serde_json::from_str(&output(command)).unwrap()
}

#[test]
fn generate_makes_the_same_files_again_from_the_same_seed() {
    let again = TempDir::new().unwrap();
    let out = again.path().join("data");
    matinee()
        .args(["generate", "--users=60", "--movies=80", "--ratings=2400"])
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    for name in ["u.data", "u.item", "u.user", "u.genre", "u.occupation"] {
        let [first, second] =
            [fixture().data(), out.clone()].map(|f| fs::read(f.join(name)).unwrap());
        assert!(first == second, "{name} differs");
    }
}

#[test]
fn train_prints_the_losses_of_each_epoch() {
    let folder = TempDir::new().unwrap();
    let text = output(
        matinee()
            .arg("train")
            .args(TINY)
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(folder.path().join("model")),
    );
    let epochs: Vec<&str> = text
        .lines()
        .filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    assert_eq!(epochs.len(), 3, "{text}");
    // Training and validation, each in both units.
    assert!(
        epochs.iter().all(|line| line.matches('(').count() == 2),
        "{text}"
    );
}

#[test]
fn train_gives_the_same_model_again_from_the_same_seed() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("again");
    matinee()
        .args(["train", "--preset=plain"])
        .args(TINY)
        .arg("--data")
        .arg(fixture().data())
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    assert!(fs::read(out).unwrap() == fs::read(fixture().model()).unwrap());
}

#[test]
fn train_json_has_losses_recipe_and_test_metrics() {
    let folder = TempDir::new().unwrap();
    let summary = json(
        matinee()
            .args(["train", "--fold=2", "--json"])
            .args(TINY)
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(folder.path().join("model")),
    );
    assert_eq!(summary["losses_mse_stars2"].as_array().unwrap().len(), 3);
    assert_eq!(summary["recipe"]["embedding_size"], "4");
    let metrics = summary["metrics"].as_array().unwrap();
    assert!(
        metrics.iter().any(|metric| metric["protocol"] == "u2"),
        "{metrics:?}"
    );
}

#[test]
fn a_fold_and_the_files_of_that_fold_train_the_same_network() {
    let ratings = fixture().ratings();
    let n_test = ratings.len() / 5;
    let sorted = |rows: &[String]| {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|row| {
            let mut ids = row.split('\t').map(|field| field.parse::<u32>().unwrap());
            (ids.next(), ids.next())
        });
        rows.join("\n") + "\n"
    };
    let (_base_folder, base) = file(sorted(&ratings[n_test..]).as_bytes());
    let (_test_folder, test) = file(sorted(&ratings[..n_test]).as_bytes());
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("model");
    matinee()
        .args(["train", "--preset=plain"])
        .args(TINY)
        .arg("--data")
        .arg(fixture().data())
        .arg("--train")
        .arg(base)
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    let accuracy = |model: &std::path::Path| {
        json(
            matinee()
                .args(["evaluate", "--json", "--model"])
                .arg(model)
                .arg("--data")
                .arg(fixture().data())
                .arg("--test")
                .arg(&test),
        )["results"][4]["rmse_stars"]
            .clone()
    };
    let rmse = accuracy(&out);
    assert!(rmse.is_f64(), "{rmse}");
    assert_eq!(rmse, accuracy(&fixture().fold_model()));
}

#[test]
fn evaluate_shows_the_model_and_the_baselines_on_the_same_rows() {
    let table = output(
        matinee()
            .args(["evaluate", "--fold=1", "--model"])
            .arg(fixture().fold_model())
            .arg("--data")
            .arg(fixture().data()),
    );
    for row in [
        "global mean",
        "user + movie bias",
        "popularity",
        "seed (custom)",
    ] {
        let line = table
            .lines()
            .find(|line| line.contains(row) && line.contains("u1"));
        assert!(line.is_some(), "no row {row} in\n{table}");
    }
    for column in [
        "RMSE",
        "MAE",
        "NDCG",
        "recall",
        "novelty",
        "calibration",
        "Gini",
    ] {
        assert!(table.lines().next().unwrap().contains(column), "{table}");
    }
}

#[test]
fn evaluate_agrees_with_the_predictions_that_are_printed() {
    let result = json(
        matinee()
            .args(["evaluate", "--json", "--fold=1", "--model"])
            .arg(fixture().fold_model())
            .arg("--data")
            .arg(fixture().data()),
    );
    let model = result["results"].as_array().unwrap().last().unwrap();
    let ratings = fixture().ratings();
    let test = &ratings[..ratings.len() / 5];
    let (_folder, pairs) = file((test.join("\n") + "\n").as_bytes());
    let predictions = output(
        matinee()
            .args(["predict", "--model"])
            .arg(fixture().fold_model())
            .arg("--pairs")
            .arg(pairs),
    );
    let column = |line: &str, n: usize| line.split('\t').nth(n).unwrap().parse::<f64>().unwrap();
    let errors = predictions
        .lines()
        .zip(test)
        .map(|(predicted, rated)| (column(predicted, 2) - column(rated, 2)).powi(2));
    let mse = errors.sum::<f64>() / test.len() as f64;
    assert!((mse - model["mse_stars2"].as_f64().unwrap()).abs() < 1e-4);
}

#[test]
fn evaluate_finds_the_validation_rows_of_a_model_that_was_not_refitted() {
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("model");
    let summary = json(
        matinee()
            .args(["train", "--preset=original", "--json"])
            .args(TINY)
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(&model),
    );
    let result = json(
        matinee()
            .args(["evaluate", "--json", "--model"])
            .arg(&model)
            .arg("--data")
            .arg(fixture().data()),
    );
    let row = (result["results"].as_array().unwrap().iter())
        .find(|row| row["rows"] == "validation" && row["system"] == "seed (custom)")
        .unwrap();
    let best = summary["best_epoch"].as_u64().unwrap();
    let loss = (summary["losses_mse_stars2"].as_array().unwrap().iter())
        .find(|loss| loss["epoch"] == best)
        .unwrap();
    let difference = row["mse_stars2"].as_f64().unwrap() - loss["validation"].as_f64().unwrap();
    assert!(difference.abs() < 1e-4, "{row} {loss}");
}

#[test]
fn predict_prints_user_movie_stars_and_ranking_score() {
    let (_folder, pairs) = file(b"7\t3\n7\t80\n60\t1\n");
    let text = output(
        matinee()
            .args(["predict", "--model"])
            .arg(fixture().model())
            .arg("--pairs")
            .arg(pairs),
    );
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1][..2], ["7", "80"]);
    for line in lines {
        assert_eq!(line.len(), 4);
        assert!((1.0..=5.0).contains(&line[2].parse::<f32>().unwrap()));
        assert!(line[3].parse::<f32>().unwrap().is_finite());
    }
}

#[test]
fn recommend_lists_movies_that_the_user_has_not_rated_best_first() {
    let list = json(
        matinee()
            .args(["recommend", "--user=5", "-k=20", "--json", "--model"])
            .arg(fixture().model()),
    );
    let movies = list["movies"].as_array().unwrap();
    assert_eq!(movies.len(), 20);
    let rated: HashSet<String> = (fixture().ratings().iter())
        .filter_map(|line| Some(line.strip_prefix("5\t")?.split('\t').next()?.to_owned()))
        .collect();
    assert!(
        movies
            .iter()
            .all(|movie| !rated.contains(&movie["movie"].to_string()))
    );
    let scores: Vec<f64> = movies
        .iter()
        .map(|m| m["ranking_score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn recommend_lists_movies_of_the_genres_and_years_asked_for() {
    let list = json(
        matinee()
            .args(["recommend", "--user=5", "-k=60", "--json"])
            .args(["--genre=comedy", "--genre", "Drama", "--genre", "-Thriller"])
            .args(["--years=1980-1996", "--model"])
            .arg(fixture().model()),
    );
    let movies = list["movies"].as_array().unwrap();
    assert!((1..60).contains(&movies.len()), "{}", movies.len());
    for movie in movies {
        let is_of = |genre: &str| movie["genres"].as_array().unwrap().contains(&genre.into());
        assert!(is_of("Comedy") || is_of("Drama"), "{movie}");
        assert!(!is_of("Thriller"), "{movie}");
        let year = movie["year"].as_u64().unwrap();
        assert!((1980..=1996).contains(&year), "{movie}");
    }
}

#[test]
fn similar_lists_other_movies_most_alike_first() {
    for model in [fixture().model(), fixture().hybrid()] {
        let list = json(
            matinee()
                .args(["similar", "--movie=5", "-k=20", "--json", "--model"])
                .arg(model),
        );
        let movies = list["movies"].as_array().unwrap();
        assert_eq!(movies.len(), 20);
        assert!(movies.iter().all(|movie| movie["movie"] != 5));
        let similarities = movies.iter().map(|m| m["similarity"].as_f64().unwrap());
        assert!(similarities.is_sorted_by(|a, b| a >= b), "{movies:?}");
    }
}

#[test]
fn similar_prints_a_table_with_a_line_for_each_movie() {
    let text = output(
        matinee()
            .args(["similar", "--movie=5", "-k=3", "--model"])
            .arg(fixture().model()),
    );
    assert_eq!(text.lines().count(), 4);
    let heading: Vec<&str> = text.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heading, ["rank", "title", "year", "genres", "similarity"]);
}

#[test]
fn recommend_prints_a_table_with_a_line_for_each_movie() {
    let text = output(
        matinee()
            .args(["recommend", "--user=5", "-k=3", "--model"])
            .arg(fixture().model()),
    );
    assert_eq!(text.lines().count(), 4);
    assert!(text.starts_with("rank  title"), "{text}");
}

/// Somebody new, with a hybrid.
fn for_newcomer(command: &str, profile: &[u8], options: &[&str]) -> String {
    let (_folder, profile) = file(profile);
    output(
        matinee()
            .arg(command)
            .args(options)
            .arg("--model")
            .arg(fixture().hybrid())
            .arg("--profile")
            .arg(profile),
    )
}

#[test]
fn predict_prints_every_movie_for_somebody_new() {
    let text = for_newcomer("predict", b"3\t5\n17\t1\n", &["--age=30", "--gender=F"]);
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 80);
    for (id, line) in (1..).zip(&lines) {
        assert_eq!(line[0], format!("{id}"));
        assert!((1.0..=5.0).contains(&line[1].parse::<f32>().unwrap()));
        assert!(line[2].parse::<f32>().unwrap().is_finite());
    }
}

#[test]
fn predict_prints_the_movies_asked_about_for_somebody_new() {
    let (_folder, movies) = file(b"17\n4\n");
    let some = format!("--pairs={}", movies.display());
    let text = for_newcomer("predict", b"", &[&some]);
    let ids: Vec<&str> = (text.lines())
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    assert_eq!(ids, ["17", "4"]);
}

#[test]
fn what_somebody_new_says_and_rates_changes_what_is_predicted() {
    let stars = |profile, options: &[&str]| for_newcomer("predict", profile, options);
    let silent = stars(b"", &[]);
    assert_ne!(stars(b"3\t5\n", &[]), silent);
    assert_ne!(stars(b"", &["--age=70"]), silent);
    assert_ne!(stars(b"", &["--gender=m"]), silent);
    assert_ne!(stars(b"", &["--occupation=writer"]), silent);
    assert_eq!(stars(b"9\t3\t5\t1\n", &[]), stars(b"3\t5\n", &[]));
}

#[test]
fn recommend_lists_for_somebody_new_what_they_have_not_rated() {
    let text = for_newcomer("recommend", b"3\t5\n17\t1\n", &["-k=80", "--json"]);
    let list: Value = serde_json::from_str(&text).unwrap();
    let ids: HashSet<u64> = (list["movies"].as_array().unwrap().iter())
        .map(|movie| movie["movie"].as_u64().unwrap())
        .collect();
    assert_eq!(ids.len(), 78);
    assert!(!ids.contains(&3) && !ids.contains(&17));
}

#[test]
fn levers_change_the_list_and_at_zero_they_do_not() {
    let list = |options: &[&str]| {
        output(
            matinee()
                .args(["recommend", "--user=5"])
                .args(options)
                .arg("--model")
                .arg(fixture().hybrid()),
        )
    };
    let plain = list(&[]);
    assert_eq!(
        list(&["--discount=0", "--variety=0", "--calibration=0"]),
        plain
    );
    for lever in ["--discount=1", "--variety=0.9", "--calibration=0.9"] {
        assert_ne!(list(&[lever]), plain, "{lever}");
    }
}

#[test]
fn reasons_sum_to_the_numbers_that_they_explain() {
    let text = for_newcomer("recommend", b"3\t5\n17\t1\n", &["--why", "--json"]);
    let list: Value = serde_json::from_str(&text).unwrap();
    for movie in list["movies"].as_array().unwrap() {
        for account in [&movie["why"]["ranking_score"], &movie["why"]["raw_stars"]] {
            let terms = account["terms"].as_array().unwrap().iter();
            let sum: f64 = terms.map(|term| term["amount"].as_f64().unwrap()).sum();
            assert!(
                (sum - account["value"].as_f64().unwrap()).abs() < 1e-4,
                "{account}"
            );
        }
        let score = movie["ranking_score"].as_f64().unwrap();
        assert!((score - movie["why"]["ranking_score"]["value"].as_f64().unwrap()).abs() < 1e-6);
    }
}

#[test]
fn reasons_are_told_in_words_for_either_network() {
    let why = |model| {
        output(
            matinee()
                .args(["recommend", "--user=5", "-k=2", "--why", "--model"])
                .arg(model),
        )
    };
    let hybrid = why(fixture().hybrid());
    assert_eq!(hybrid.lines().count(), 1 + 2 * 3, "{hybrid}");
    assert!(hybrid.contains(" more"), "{hybrid}");
    let seed = why(fixture().model());
    assert!(seed.contains("changes without"), "{seed}");
}

#[test]
fn figures_are_svg_files_with_title_and_description() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("figures");
    matinee()
        .args(["figures", "--list=5:4", "--model"])
        .arg(fixture().model())
        .arg("--data")
        .arg(fixture().data())
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    for name in ["genres", "release-years", "ages", "losses", "top-5"] {
        let svg = fs::read_to_string(out.join(format!("{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg "), "{name}");
        for part in ["<title ", "<desc ", "</svg>"] {
            assert!(svg.contains(part), "{name} has no {part}");
        }
    }
}

#[test]
fn export_writes_manifest_movies_users_and_lists() {
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["export", "-k=4", "--model"])
        .arg(fixture().model())
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    let n_lines = |name: &str| {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        text.lines().count()
    };
    assert_eq!(n_lines("movies.csv"), 1 + 80);
    assert_eq!(n_lines("users.csv"), 1 + 60);
    // Somebody who has rated 78 of the 80 movies gets a list of 2.
    let rows = fs::read_to_string(fixture().data().join("u.data")).unwrap();
    let mut n_unseen: HashMap<u32, usize> = (1..=60).map(|user| (user, 80)).collect();
    for row in rows.lines() {
        let user = row.split('\t').next().unwrap().parse().unwrap();
        *n_unseen.get_mut(&user).unwrap() -= 1;
    }
    let n_listed: usize = n_unseen.into_values().map(|n| n.min(4)).sum();
    assert_eq!(n_lines("lists.csv"), 1 + n_listed);
    let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&manifest).unwrap()["network"],
        "seed"
    );
}

#[test]
fn export_leaves_no_formula_for_a_spreadsheet_to_run() {
    // Titles of other people's data may be anything.
    let items = fs::read(fixture().data().join("u.item")).unwrap();
    let mut lines: Vec<Vec<u8>> = items.split(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
    let title = "=HYPERLINK(\"http://movies.example\") (1990)";
    let rest = lines[0]
        .splitn(3, |it| *it == b'|')
        .nth(2)
        .unwrap()
        .to_vec();
    lines[0] = [b"1|", title.as_bytes(), b"|", &rest].concat();
    let data = fixture().broken_data("u.item", &lines.join(&b'\n'));
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("model");
    matinee()
        .arg("train")
        .args(TINY)
        .arg("--data")
        .arg(data.path())
        .arg("--out")
        .arg(&model)
        .assert()
        .success();
    matinee()
        .args(["export", "-k=70", "--model"])
        .arg(&model)
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    for (name, column) in [("movies.csv", 1), ("lists.csv", 3)] {
        let rows = csv(&folder.path().join(name));
        let titles: Vec<&String> = rows.iter().map(|row| &row[column]).collect();
        assert!(
            titles.iter().any(|it| it.starts_with("'=HYPERLINK")),
            "{name}"
        );
        assert!(titles.iter().all(|it| !it.starts_with('=')), "{name}");
    }
    // Numbers stay numbers.
    let scores = csv(&folder.path().join("lists.csv"));
    assert!(scores[1..].iter().all(|row| row[5].parse::<f32>().is_ok()));
}

/// The cells of a file in which no cell has a line break.
fn csv(path: &std::path::Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                _ => cells.last_mut().unwrap().push(letter),
            }
        }
        cells
    };
    text.lines().map(cells).collect()
}
