//! The parts of a folder that a job of Spark wrote, and whether they are all there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::files;

/// What Spark leaves behind when a job is done.
const SUCCESS: &str = "_SUCCESS";

/// The parts of a folder.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts {
    /// Ascending.
    pub(super) paths: Vec<PathBuf>,
    /// Numbers between the first and the last that no part has.
    pub(super) gaps: Vec<u32>,
}

impl Parts {
    /// Finds the parts whose names end so.
    ///
    /// # Errors
    /// A folder that is missing or was not finished; a part that is missing although its checksum is
    /// there; parts of different runs.
    pub(super) fn find(folder: &Path, ending: &str) -> anyhow::Result<Self> {
        let mut names = names(folder)?;
        names.sort_unstable();
        Self::of(&names, ending)
            .map(|(parts, gaps)| Self {
                paths: parts.iter().map(|name| folder.join(name)).collect(),
                gaps,
            })
            .with_context(|| format!("cannot use {}", folder.display()))
    }

    /// The names of the parts, and the numbers that are missing between them.
    fn of<'a>(names: &'a [String], ending: &str) -> anyhow::Result<(Vec<&'a str>, Vec<u32>)> {
        ensure!(
            names.iter().any(|name| name == SUCCESS),
            "there is no {SUCCESS}: the job that wrote it did not end well, or it was not copied along; save \
             the model again, or copy all of it"
        );
        for name in names {
            let of_part = name
                .strip_prefix('.')
                .and_then(|it| it.strip_suffix(".crc"));
            if let Some(part) = of_part
                && !names.iter().any(|name| name == part)
            {
                bail!("{part} is missing, its checksum is there; copy all of the folder again");
            }
        }
        let is_part = |name: &&str| name.starts_with("part-") && name.ends_with(ending);
        let parts: Vec<&str> = names.iter().map(String::as_str).filter(is_part).collect();
        let first = parts
            .first()
            .context("it has no parts; save the model again")?;
        for part in &parts {
            ensure!(
                run(part) == run(first),
                "{first} and {part} are of different runs; save the model again into an empty folder"
            );
        }
        let numbers: BTreeSet<u32> = parts.iter().filter_map(|part| number(part)).collect();
        let last = numbers.last().copied().unwrap_or_default();
        let gaps = (0..last).filter(|number| !numbers.contains(number));
        Ok((parts, gaps.collect()))
    }
}

fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| files::unreadable(folder, error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| files::unreadable(folder, error))?;
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}

/// The number of `part-00007-RUN-c000.snappy.parquet`.
fn number(part: &str) -> Option<u32> {
    part.split('-').nth(1)?.parse().ok()
}

/// The run of it, a UUID; nothing where a part has none.
fn run(part: &str) -> &str {
    const UUID: usize = 36;
    let after_number = part.splitn(3, '-').nth(2).unwrap_or_default();
    after_number.get(..UUID).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0f9c2ee8-5b1f-4a0e-9f55-0123456789ab";
    const B: &str = "7d3c2ee8-5b1f-4a0e-9f55-0123456789ab";

    fn part(number: u32, run: &str) -> String {
        format!("part-{number:05}-{run}-c000.snappy.parquet")
    }

    fn found(mut names: Vec<String>) -> Result<(usize, Vec<u32>), String> {
        names.sort_unstable();
        Parts::of(&names, ".parquet")
            .map(|(parts, gaps)| (parts.len(), gaps))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn parts_are_found_with_the_gaps_between_them() {
        let names = |numbers: &[u32]| {
            let parts = numbers.iter().map(|number| part(*number, A));
            parts.chain([SUCCESS.to_owned()]).collect()
        };
        assert_eq!(found(names(&[0, 1, 2])), Ok((3, vec![])));
        assert_eq!(found(names(&[0, 3])), Ok((2, vec![1, 2])));
    }

    #[test]
    fn a_job_that_did_not_end_a_lost_part_and_two_runs_are_refused_by_name() {
        let success = || SUCCESS.to_owned();
        let message = found(vec![part(0, A)]).unwrap_err();
        assert!(message.contains("no _SUCCESS"), "{message}");
        let crc = format!(".{}.crc", part(1, A));
        let message = found(vec![success(), part(0, A), crc]).unwrap_err();
        assert!(
            message.contains(&format!("{} is missing", part(1, A))),
            "{message}"
        );
        let message = found(vec![success(), part(0, A), part(1, B)]).unwrap_err();
        assert!(message.contains("different runs"), "{message}");
        let message = found(vec![success()]).unwrap_err();
        assert!(message.contains("no parts"), "{message}");
    }
}
