//! How long a data set takes to be read and cleaned, natively, and how much memory.
//!
//! ```text
//! matinee generate --format csv --users 138493 --movies 26744 --ratings 20000000 --out FOLDER
//! cargo run --release --package matinee-data --example reading_speed -- FOLDER [THREADS]
//! ```
//!
//! With a format behind a number of threads (`csv`, `ml-10m`, `ml-1m`, `ml-100k`) and a number of
//! ratings the data is made up first.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use matinee_core::crew::Crew;
use matinee_data::dataset::{CleaningRules, clean};
use matinee_data::formats::{Files, find};
use matinee_data::generate::{Format, GeneratorConfig, generate_in};
use matinee_data::raw::Source;
use matinee_data::reader::Reader;

struct Folder(PathBuf);

impl Files for Folder {
    type Error = std::io::Error;

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.collect()
    }

    fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Self::Error> {
        use std::io::Read;
        let mut head = Vec::new();
        let file = fs::File::open(self.0.join(name))?;
        file.take(most as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Self::Error> {
        fs::read(self.0.join(name))
    }
}

#[derive(Debug)]
struct Threads(usize);

impl Crew for Threads {
    fn count(&self) -> usize {
        self.0
    }

    fn all(&self, work: &(dyn Fn() + Sync)) {
        thread::scope(|scope| {
            for _ in 0..self.0 {
                scope.spawn(work);
            }
        });
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(arguments.first().ok_or("name a folder")?);
    let n_threads = arguments.get(1).map_or(Ok(2), |n| n.parse())?;
    if let [_, _, format, n_ratings] = &arguments[..] {
        return make(folder, format, n_ratings.parse()?);
    }
    let start = Instant::now();
    let found = find(&mut Folder(folder.to_owned()))?.ok_or("no data set there")?;
    let in_memory = start.elapsed();
    let raw = found.read_by(&mut Reader::new(&Threads(n_threads)))?;
    drop(found);
    let read = start.elapsed();
    let n = raw.ratings.len();
    let (tables, report) = clean(raw, &CleaningRules::standard());
    let cleaned = start.elapsed();
    println!("{report}");
    println!(
        "{n} ratings with {n_threads} threads: files {:.2} s, read {:.2} s, cleaned {:.2} s, {} left, {}",
        in_memory.as_secs_f64(),
        (read - in_memory).as_secs_f64(),
        (cleaned - read).as_secs_f64(),
        tables.ratings.len(),
        peak()
    );
    Ok(())
}

fn make(folder: &Path, format: &str, n_ratings: u32) -> Result<(), Box<dyn Error>> {
    let format = match format {
        "ml-100k" => Format::MovieLens100K,
        "ml-1m" => Format::MovieLens1M,
        "ml-10m" => Format::MovieLens10M,
        "csv" => Format::Csv,
        _ => return Err("no such format".into()),
    };
    let config = GeneratorConfig {
        n_users: 138_493,
        n_movies: 26_744,
        n_ratings,
        ..GeneratorConfig::default()
    };
    let (made, _) = generate_in(&config, format)?;
    fs::create_dir_all(folder)?;
    for (name, bytes) in made.files() {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// The most memory that was held, where the system says it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or("peak unknown").to_owned()
}
