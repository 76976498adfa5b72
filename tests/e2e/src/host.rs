//! A host on which builds follow each other while somebody is there, whole or broken off, and which goes away.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use matinee_core::random::{Rng, seeded};
use rand::RngExt;

use crate::answer::Answer;

/// All files of a site by their names; the page is `index.html`.
pub type Build = Arc<BTreeMap<String, Vec<u8>>>;

/// A host of project pages, on an origin of its own. It is there as long as this process.
#[derive(Clone, Debug)]
pub struct Host {
    origin: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    is_away: bool,
    /// By the path under which they are served: `/matinee/`.
    sites: BTreeMap<String, Build>,
    /// What the names of files begin with that are not answered as built.
    faults: BTreeMap<String, Answer>,
    /// Whether a browser may keep nothing but pages.
    is_volatile: bool,
    /// How late an answer may be, and what says how late it is.
    delay: Option<(Duration, Rng)>,
    /// The paths that were asked for.
    asked: Vec<String>,
}

impl Host {
    /// Begins to listen.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let host = Self {
            origin: format!("http://{}", listener.local_addr()?),
            state: Arc::default(),
        };
        let listening = host.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let host = listening.clone();
                // A browser that has gone away in the middle is no reason to stop.
                thread::spawn(move || host.converse(&stream));
            }
        });
        Ok(host)
    }

    /// Reads the site in a folder.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn read(folder: &Path) -> Result<Build> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(inside) = waiting.pop() {
            let entries = fs::read_dir(&inside);
            for entry in entries.with_context(|| format!("cannot read {}", inside.display()))? {
                let path = entry?.path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let name = path
                    .strip_prefix(folder)?
                    .to_string_lossy()
                    .replace('\\', "/");
                files.insert(name, fs::read(&path)?);
            }
        }
        Ok(Arc::new(files))
    }

    /// The address of what is served under a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Serves a build under a path, in the place of what was there.
    pub fn deploy(&self, path: &str, build: &Build) {
        self.state()
            .sites
            .insert(path.to_owned(), Arc::clone(build));
    }

    /// Answers for files whose names begin so as `how` says.
    pub fn answer(&self, beginning: &str, how: Answer) {
        self.state().faults.insert(beginning.to_owned(), how);
    }

    /// Forbids browsers to keep any file but pages.
    pub fn keep_only_pages(&self) {
        self.state().is_volatile = true;
    }

    /// From now on answers late: each time by another time up to `latest`.
    pub fn delay(&self, latest: Duration, seed: u64) {
        self.state().delay = Some((latest, seeded(seed, 0)));
    }

    /// Answers nobody any more, or everybody again.
    pub fn go_away(&self, is_away: bool) {
        self.state().is_away = is_away;
    }

    /// The paths that were asked for since this was last called.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed leaves it as it was.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn converse(&self, mut stream: &TcpStream) -> io::Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
        // The whole head, or the browser is not heard out.
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let mut words = first.split(' ');
        let (method, url) = (words.next(), words.next().unwrap_or_default());
        Self::pass(self.wait());
        if let Some((head, body)) = self.respond(url) {
            stream.write_all(head.as_bytes())?;
            if method != Some("HEAD") {
                stream.write_all(&body)?;
            }
        }
        stream.flush()
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "what is late is the answer: nobody waits here for something to become true"
    )]
    fn pass(time: Duration) {
        thread::sleep(time);
    }

    /// How late the next answer is.
    fn wait(&self) -> Duration {
        let mut state = self.state();
        let wait = |(latest, rng): &mut (Duration, Rng)| latest.mul_f32(rng.random::<f32>());
        state.delay.as_mut().map(wait).unwrap_or_default()
    }

    /// Head and body of the answer to a request; `None` where there is none.
    fn respond(&self, url: &str) -> Option<(String, Vec<u8>)> {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let mut state = self.state();
        state.asked.push(path.to_owned());
        if state.is_away {
            return None;
        }
        let site = state.sites.iter().find_map(|(base, build)| {
            let name = path.strip_prefix(base.as_str())?;
            Some((if name.is_empty() { "index.html" } else { name }, build))
        });
        let (name, build) = site.unwrap_or(("", &*EMPTY));
        let fault = state
            .faults
            .iter()
            .find(|(beginning, _)| name.starts_with(*beginning));
        let mut file = build.get(name).cloned();
        match fault.map(|(_, how)| how) {
            None | Some(Answer::AsBuilt) => {}
            Some(Answer::Nothing) => return None,
            Some(Answer::Missing) => file = None,
            Some(Answer::Damaged) => {
                let damaged = file.as_mut().and_then(|it| it.last_mut());
                damaged.into_iter().for_each(|byte| *byte ^= 1);
            }
        }
        let status = if file.is_some() {
            "200 OK"
        } else {
            "404 Not Found"
        };
        let body = file.unwrap_or_default();
        let kept = match state.is_volatile && !name.ends_with(".html") {
            true => "no-store",
            false => "max-age=600",
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\nContent-Type: {}\r\n\
             Cache-Control: {kept}\r\n\r\n",
            body.len(),
            media_type(name),
        );
        Some((head, body))
    }
}

/// What is served where nothing is.
static EMPTY: std::sync::LazyLock<Build> = std::sync::LazyLock::new(Build::default);

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
