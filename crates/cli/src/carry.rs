//! `matinee carry`: what a site carries of the results, made of the files that `matinee evidence` wrote.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;

use matinee_app::evidence::carried::carry;
use matinee_app::evidence::results::ResultsFile;

use super::files;

/// Make what a site carries of the results of `evidence`.
///
/// A file for each of theirs that is there: figures for every choice, or the numbers as they are, packed by gzip,
/// since hosts pack by the ends of names. The page reads them, and checks of which model they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  matinee carry --results results --out data/site/results")]
pub(super) struct Options {
    /// Folder of the results.
    #[arg(long, value_name = "DIR", default_value = "results")]
    results: PathBuf,
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let path = |file: ResultsFile| options.results.join(file.name()).with_extension("json");
    let read = |file| match fs::read(path(file)) {
        Ok(json) => Ok(Some(json)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path(file).display())),
    };
    let results = ResultsFile::ALL.map(|file| read(file).map(|json| (file, json)));
    let results = results.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let json_of = |file| {
        let found = results.iter().find(|it| it.0 == file);
        found.and_then(|it| it.1.clone())
    };
    let mut all = Vec::new();
    for file in ResultsFile::ALL {
        let carried = carry(file, &json_of);
        let carried = carried.with_context(|| format!("cannot use {}", path(file).display()))?;
        if let Some(carried) = carried {
            let name = [file.name(), ".results"].concat();
            all.push((options.out.join(name), packed(&carried)?));
        }
    }
    let files: Vec<(PathBuf, &[u8])> = (all.iter())
        .map(|(path, bytes)| (path.clone(), bytes.as_slice()))
        .collect();
    files::write_all(&files)?;
    for (path, _) in &files {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

fn packed(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
