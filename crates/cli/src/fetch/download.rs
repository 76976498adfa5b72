//! Downloads that survive a broken connection, and the end of the program.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::terminal;

/// A file is given up after this many broken connections.
const ATTEMPTS: u32 = 4;
/// The largest official zip has 262 MB; a mirror of own data may have more, an endless stream is cut.
const LARGEST: usize = 512 << 20;

/// What has arrived so far.
#[derive(Default)]
struct Partial {
    bytes: Vec<u8>,
    /// Names this version of the file, so that two versions are never glued together.
    version: Option<String>,
    /// Where it is kept for another run.
    kept: Option<Kept>,
}

/// A file with what has arrived: the version on a line, then the bytes.
struct Kept {
    path: PathBuf,
    file: Option<File>,
}

impl Partial {
    /// What an earlier run has kept in `path`, if it can be gone on with.
    fn kept_in(path: &Path) -> Self {
        let kept = Kept {
            path: path.to_owned(),
            file: OpenOptions::new().append(true).open(path).ok(),
        };
        let mut partial = Self {
            kept: Some(kept),
            ..Self::default()
        };
        let bytes = fs::read(path).unwrap_or_default();
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let version = end.and_then(|end| String::from_utf8(bytes[..end].to_vec()).ok());
        if let (Some(end), Some(version)) = (end, version.filter(|it| !it.is_empty())) {
            partial.bytes = bytes[end + 1..].to_vec();
            partial.version = Some(version);
        }
        partial
    }

    /// Starts again, with this version of the file.
    fn restart(&mut self, version: Option<String>) {
        self.bytes.clear();
        if let Some(kept) = &mut self.kept {
            // Without a version nothing could be gone on with.
            kept.file = version.as_ref().and_then(|version| {
                let mut file = File::create(&kept.path).ok()?;
                writeln!(file, "{version}").ok()?;
                Some(file)
            });
        }
        self.version = version;
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if let Some(kept) = &mut self.kept {
            // A disk that is full costs the way back, not the download.
            let is_written = (kept.file.as_mut()).is_some_and(|it| it.write_all(bytes).is_ok());
            if !is_written {
                kept.file = None;
            }
        }
    }

    /// What was downloaded. Nothing of it is kept.
    fn finish(self) -> Vec<u8> {
        if let Some(kept) = self.kept {
            drop(kept.file);
            let _ = fs::remove_file(kept.path);
        }
        self.bytes
    }
}

/// Downloads `url`. What has arrived is kept in the file `kept`, if one is given, until all is there:
/// another run goes on with it.
///
/// # Errors
/// No answer, an error of the server, or a connection that breaks again and again.
pub(super) fn download(url: &str, kept: Option<&Path>) -> anyhow::Result<Vec<u8>> {
    let agent: Agent = Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_per_read(Some(Duration::from_secs(30)))
        .user_agent(concat!("matinee/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut partial = kept.map_or_else(Partial::default, Partial::kept_in);
    if !partial.bytes.is_empty() {
        let n = partial.bytes.len();
        terminal::tell(format_args!(
            "  {n} bytes are there from an earlier run, going on"
        ));
    }
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
    Ok(partial.finish())
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
    let response = match request.call() {
        // What was kept is not a part of this file.
        Err(ureq::Error::StatusCode(416)) if !partial.bytes.is_empty() => {
            partial.restart(None);
            return ask(agent, url, partial);
        }
        response => response.context("no answer (check the address and the connection)")?,
    };
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
        let version = header_of(&response, header::ETAG)
            .filter(|tag| !tag.starts_with("W/"))
            .or_else(|| header_of(&response, header::LAST_MODIFIED));
        partial.restart(version);
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
        partial.push(&chunk[..n]);
        bar.set_position(u64::try_from(partial.bytes.len()).unwrap_or(u64::MAX));
        if partial.bytes.len() > LARGEST {
            bail!("the file is larger than {LARGEST} bytes; this is not MovieLens data");
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
