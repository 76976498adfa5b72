//! How long a rating file of 200,000 rows takes to be read and matched, natively.
//!
//! ```text
//! cargo run --release --package matinee-engine --example rating_file_speed -- data/site/model.matinee
//! ```
//!
//! In a browser `cargo xtask measure` says it.

use std::path::Path;
use std::time::Instant;

use matinee_core::domain::{MovieId, MovieIdx};
use matinee_data::dataset::Movie;
use matinee_data::rating_files::{MAX_ROWS, read};
use matinee_engine::engine::Engine;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).ok_or("name a model file")?;
    let engine = Engine::open(&std::fs::read(Path::new(&model))?)?;
    report("of the model's movies", &engine.catalogue().movies)?;
    let movie = |row: usize| Movie {
        id: MovieId(1 + row as u32),
        title: format!("The {}th night of the {}th river", row / 300, row % 300),
        year: Some(1930 + (row % 90) as u16),
        released: None,
        genres: 0,
        imdb: None,
        tmdb: None,
    };
    let movies: Vec<Movie> = (0..100_000).map(movie).collect();
    report("of 100,000 made-up movies", &movies)
}

fn report(what: &str, movies: &[Movie]) -> Result<(), Box<dyn std::error::Error>> {
    let mut file = "Title,Year,Rating\n".to_owned();
    for row in 0..MAX_ROWS {
        let movie = &movies[row * 7 % movies.len()];
        let (title, year) = (movie.title.replace('"', ""), movie.year.unwrap_or(1990));
        file += &match row % 4 {
            0 => format!("\"{title}\",{year},4.5\n"),
            1 => format!("\"{title}\",{},3.5\n", year + 1),
            2 => format!("\"{title}s {row}\",{year},2.5\n"),
            _ => format!("Nobody's film number {row},{year},1.5\n"),
        };
    }
    let row_of = |id: MovieId| {
        let row = movies.binary_search_by_key(&id, |movie| movie.id);
        row.ok().map(|row| MovieIdx(row as u32))
    };
    for _ in 0..3 {
        let start = Instant::now();
        let import = read(file.as_bytes(), movies, &row_of, None)?;
        println!(
            "{MAX_ROWS} rows {what}: {:.0} ms, {} found, {} left over",
            start.elapsed().as_secs_f64() * 1e3,
            import.matched.len(),
            import.unmatched.len(),
        );
    }
    Ok(())
}
