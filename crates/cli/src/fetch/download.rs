//! Downloads a file into memory; a broken connection is taken up where it broke.

use std::io::Read;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use crate::{news, progress};

/// The official address.
pub(super) const OFFICIAL: &str = "https://files.grouplens.org/datasets/movielens/ml-100k.zip";

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
pub(super) fn get(url: &str) -> anyhow::Result<Vec<u8>> {
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
                news::tell(format_args!("  the connection broke ({error:#}), going on"));
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
    let bar = progress::bytes(total, "downloading");
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
        let range = text(&response, header::CONTENT_RANGE);
        ensure!(
            range
                .as_ref()
                .is_some_and(|range| range.starts_with(&start)),
            "the server sent another part of the file than was asked for; try again"
        );
    } else {
        partial.bytes.clear();
        partial.version = text(&response, header::ETAG)
            .filter(|tag| !tag.starts_with("W/"))
            .or_else(|| text(&response, header::LAST_MODIFIED));
    }
    Ok(response)
}

fn text(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
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
