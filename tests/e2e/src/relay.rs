//! What is between a browser without the Chrome DevTools protocol and everything that it asks for: a proxy of its own,
//! which notes requests, refuses those that it is told to, and puts scripts before those of a page.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

use crate::requests::Request;

/// A proxy. It is there as long as this process.
#[derive(Debug)]
pub(crate) struct Relay {
    /// Host and port.
    pub(crate) address: String,
    /// Whether the browser may keep answers.
    is_kept: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: BTreeSet<Request>,
    /// What addresses end with that are refused.
    blocked: Vec<String>,
    scripts: Vec<String>,
}

/// The first line of a request or an answer, and the lines after it that are not about the connection.
struct Head {
    first: String,
    lines: Vec<String>,
}

impl Relay {
    /// Begins to listen. Unless `is_kept`, the browser is told to keep no answer by itself.
    ///
    /// # Errors
    /// When there is no free port.
    pub(crate) fn start(is_kept: bool) -> Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let relay = Arc::new(Self {
            address: listener.local_addr()?.to_string(),
            is_kept,
            state: Mutex::default(),
        });
        let listening = Arc::clone(&relay);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let relay = Arc::clone(&listening);
                // A browser that has gone away in the middle is no reason to stop.
                thread::spawn(move || relay.converse(&stream));
            }
        });
        Ok(relay)
    }

    /// The requests since this was last called.
    pub(crate) fn requests(&self) -> BTreeSet<Request> {
        std::mem::take(&mut self.state().requests)
    }

    /// From now on refuses addresses that end so, and no others.
    pub(crate) fn block(&self, endings: &[&str]) {
        self.state().blocked = endings.iter().map(|&it| it.to_owned()).collect();
    }

    /// Puts a script before those of every page that is asked for from now on.
    pub(crate) fn add_script(&self, script: &str) {
        self.state().scripts.push(script.to_owned());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed leaves it as it was.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request as its host does. Where that does not answer, nor does this.
    fn converse(&self, browser: &TcpStream) -> io::Result<()> {
        let mut asking = BufReader::new(browser);
        let head = Head::read(&mut asking)?;
        // A browser opens connections in advance and closes those that it has no use for.
        if head.first.is_empty() {
            return Ok(());
        }
        let mut words = head.first.split(' ');
        let (method, url) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let request = Request {
            method: method.to_owned(),
            url: url.to_owned(),
            is_document: head.value("sec-fetch-dest") == Some("document"),
            has_body: head.length() > 0,
        };
        let is_document = request.is_document;
        let scripts = {
            let mut state = self.state();
            state.requests.insert(request);
            if state.blocked.iter().any(|it| url.ends_with(it.as_str())) {
                return Ok(());
            }
            state.scripts.clone()
        };
        // Nothing of the site is encrypted. (CONNECT has a host alone.)
        let Some(rest) = url.strip_prefix("http://") else {
            return Ok(());
        };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut site = TcpStream::connect(host)?;
        let is_changed = is_document && !scripts.is_empty();
        let first = format!("{method} {path} HTTP/1.1");
        head.write(&mut site, &first, is_changed)?;
        io::copy(&mut asking.by_ref().take(head.length()), &mut site)?;

        let mut answering = BufReader::new(site);
        let mut answer = Head::read(&mut answering)?;
        if answer.first.is_empty() {
            return Ok(());
        }
        if !self.is_kept {
            answer.lines.retain(|it| name(it) != "cache-control");
            answer.lines.push("Cache-Control: no-store".to_owned());
        }
        let is_page = answer
            .value("content-type")
            .is_some_and(|it| it.starts_with("text/html"));
        let mut browser = browser;
        if is_changed && is_page {
            let mut page = Vec::new();
            answering.read_to_end(&mut page)?;
            let page = with_scripts(&String::from_utf8_lossy(&page), &scripts);
            answer.lines.retain(|it| name(it) != "content-length");
            answer.lines.push(format!("Content-Length: {}", page.len()));
            answer.write(&mut browser, &answer.first, false)?;
            browser.write_all(page.as_bytes())
        } else {
            answer.write(&mut browser, &answer.first, false)?;
            io::copy(&mut answering, &mut browser).map(drop)
        }
    }
}

impl Head {
    fn read(stream: &mut impl BufRead) -> io::Result<Self> {
        let mut lines = stream.by_ref().lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        let mut head = Self {
            first,
            lines: Vec::new(),
        };
        for line in lines {
            let line = line?;
            if line.is_empty() {
                break;
            }
            if !["connection", "proxy-connection", "keep-alive"].contains(&&*name(&line)) {
                head.lines.push(line);
            }
        }
        Ok(head)
    }

    fn value(&self, of: &str) -> Option<&str> {
        let line = self.lines.iter().find(|it| name(it) == of)?;
        Some(line.split_once(':')?.1.trim())
    }

    /// Bytes of the body of a request.
    fn length(&self) -> u64 {
        let length = self.value("content-length");
        length.and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// Writes it with another first line; `is_plain` asks for an answer that is not compressed.
    fn write(&self, stream: &mut impl Write, first: &str, is_plain: bool) -> io::Result<()> {
        write!(stream, "{first}\r\n")?;
        for line in &self.lines {
            if !(is_plain && name(line) == "accept-encoding") {
                write!(stream, "{line}\r\n")?;
            }
        }
        write!(stream, "Connection: close\r\n\r\n")
    }
}

fn name(line: &str) -> String {
    let name = line.split(':').next().unwrap_or_default();
    name.to_ascii_lowercase()
}

/// A page with these scripts first of all in its head: before the policy that would refuse them. They leave no element
/// behind.
fn with_scripts(page: &str, scripts: &[String]) -> String {
    const HEAD: &str = "<head>";
    let (before, after) = page.split_at(page.find(HEAD).map_or(0, |at| at + HEAD.len()));
    let elements = scripts
        .iter()
        .map(|it| format!("<script>document.currentScript.remove();\n{it}</script>"));
    format!("{before}{}{after}", elements.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_come_before_everything_in_the_head() {
        let page = with_scripts(
            "<!doctype html><html><head><meta><script src=a></script>",
            &["first".to_owned(), "second".to_owned()],
        );
        let at = |what: &str| page.find(what).expect("it is there");
        assert!(at("<head>") < at("first") && at("first") < at("second"));
        assert!(at("second") < at("<meta>"), "{page}");
    }

    #[test]
    fn what_is_about_the_connection_is_not_passed_on() {
        let head = "GET http://a/ HTTP/1.1\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\nA: b\r\n\r\nbody";
        let mut rest = head.as_bytes();
        let head = Head::read(&mut rest).expect("a head");
        let mut written = Vec::new();
        head.write(&mut written, "GET / HTTP/1.1", true)
            .expect("written");
        let written = String::from_utf8(written).expect("text");
        assert_eq!(
            written,
            "GET / HTTP/1.1\r\nA: b\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(rest, b"body");
    }
}
