//! What the page is compared with: the native program, and the raw files read the simplest way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::stage::Stage;
use crate::view::Row;

/// The list of the native command line by the model in the file `model`, in the words of the page.
///
/// The genres are not joined as on the page: [`Row::genres`] has them separated by commas.
///
/// # Errors
/// When `matinee recommend` fails.
pub fn native_list(stage: &Stage, model: &Path, user: u32, k: usize) -> Result<Vec<Row>> {
    let mut recommend = Command::new(&stage.program);
    recommend.arg("recommend").arg("--model").arg(model);
    recommend.args(["--user", &user.to_string(), "-k", &k.to_string(), "--json"]);
    let output = recommend
        .output()
        .context("cannot start the native program")?;
    if !output.status.success() {
        bail!(
            "matinee recommend failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let list: List =
        serde_json::from_slice(&output.stdout).context("its answer is not as expected")?;
    Ok(list.movies.into_iter().map(Entry::into_row).collect())
}

#[derive(Deserialize)]
struct List {
    movies: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    rank: usize,
    title: String,
    year: Option<i32>,
    genres: Vec<String>,
    stars: f32,
}

impl Entry {
    fn into_row(self) -> Row {
        Row {
            rank: self.rank.to_string(),
            title: self.title,
            year: self.year.map_or(String::new(), |year| year.to_string()),
            genres: self.genres.join(", "),
            stars: format!("predicted {:.1} of 5", self.stars),
            elsewhere: String::new(),
        }
    }
}

/// The ids of the movies that `user` rated, straight from `u.data`.
///
/// # Errors
/// When the file cannot be read.
pub fn seen_movies(stage: &Stage, user: u32) -> Result<BTreeSet<u32>> {
    let lines = std::fs::read_to_string(stage.data.join("u.data")).context("cannot read u.data")?;
    let numbers = |line: &str| {
        line.split('\t')
            .map_while(|n| n.parse().ok())
            .collect::<Vec<u32>>()
    };
    let rows = lines.lines().map(numbers);
    Ok(rows
        .filter(|row| row.len() > 1 && row[0] == user)
        .map(|row| row[1])
        .collect())
}

/// Every movie's id under the words of its title, straight from `u.item`.
///
/// # Errors
/// When the file cannot be read.
pub fn movies_by_title(stage: &Stage) -> Result<BTreeMap<TitleWords, Vec<u32>>> {
    let bytes = std::fs::read(stage.data.join("u.item")).context("cannot read u.item")?;
    // Latin-1: each byte is the code point of its character.
    let text: String = bytes.into_iter().map(char::from).collect();
    let mut movies: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split('|');
        if let (Some(Ok(id)), Some(title)) = (fields.next().map(str::parse), fields.next()) {
            let title = title
                .rsplit_once(" (")
                .map_or(title, |(title, _year)| title);
            movies.entry(title_words(title)).or_default().push(id);
        }
    }
    Ok(movies)
}

/// The words of a title in alphabetical order.
pub type TitleWords = Vec<String>;

/// Makes `Godfather, The` (the file) and `The Godfather` (the page) the same.
#[must_use]
pub fn title_words(title: &str) -> TitleWords {
    let words = title.split([' ', ',']).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_lowercase).collect();
    words.sort_unstable();
    words
}
