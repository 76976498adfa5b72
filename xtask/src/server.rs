//! A static host, as plain as GitHub Pages: files under a sub-path, gzip, 404.html, nothing else.
//!
//! The whole site is read into memory first and a request is a look-up among
//! its names, so no path can lead outside of it.
//!
//! Written by hand, a thread for each connection: a browser opens many at once and keeps idle ones,
//! and the small server libraries hand connections to a pool of threads in which one of them can
//! wait behind an idle one for minutes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::arguments::PublicUrl;
use crate::site;

/// How long a connection may stay without a request.
const PATIENCE: Duration = Duration::from_secs(60);
/// No request of a browser has a longer head.
const LONGEST_HEAD: u64 = 64 << 10;

/// How long GitHub Pages lets browsers keep a file, seconds.
pub(crate) const PAGES_MAX_AGE: u32 = 600;

/// What isolates a page.
const ISOLATED: [&str; 2] = [
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Embedder-Policy: require-corp",
];

/// A site in memory.
pub(crate) struct Pages {
    public_url: PublicUrl,
    /// What a browser may do with a file.
    cache_control: String,
    /// Whether pages may have threads.
    is_isolated: bool,
    files: BTreeMap<String, File>,
}

struct File {
    bytes: Vec<u8>,
    /// `None` where compressing does not help.
    gzip: Option<Vec<u8>>,
    media_type: &'static str,
}

/// What is sent for a request.
#[derive(Debug, PartialEq)]
enum Answer<'a> {
    File { name: &'a str, status: u16 },
    Redirect(&'a str),
    Nothing,
}

impl Pages {
    /// Reads the site in `folder`, to be served under `public_url`.
    pub(crate) fn read(folder: &Path, public_url: PublicUrl) -> Result<Self> {
        let mut files = BTreeMap::new();
        for (name, bytes) in site::files(folder)? {
            let gzip = Some(site::gzip(&bytes)?).filter(|packed| packed.len() < bytes.len());
            let media_type = media_type(&name);
            files.insert(
                name,
                File {
                    bytes,
                    gzip,
                    media_type,
                },
            );
        }
        Ok(Self {
            public_url,
            // Whoever builds again wants to see what was built.
            cache_control: "Cache-Control: no-cache".to_owned(),
            is_isolated: false,
            files,
        })
    }

    /// Serves a text in the place of the file `name`.
    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        let file = File {
            bytes: text.as_bytes().to_vec(),
            gzip: None,
            media_type: media_type(name),
        };
        self.files.insert(name.to_owned(), file);
        self
    }

    /// Lets browsers keep every file for `seconds`.
    pub(crate) fn cached_for(mut self, seconds: u32) -> Self {
        self.cache_control = format!("Cache-Control: max-age={seconds}");
        self
    }

    /// Isolates pages from those of other origins: browsers let such pages alone have threads with shared memory, a
    /// fine clock and the size of their memory.
    pub(crate) fn isolated(mut self) -> Self {
        self.is_isolated = true;
        self
    }

    /// Serves on the loopback interface from threads of its own, until the process ends.
    /// Returns the address of the site.
    ///
    /// # Errors
    /// When the port is taken. Port 0 takes a free one.
    pub(crate) fn serve(self, port: u16) -> Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).with_context(|| {
            format!("cannot listen on port {port}\n  what to do: choose another one with --port N")
        })?;
        let port = listener.local_addr()?.port();
        let site = format!("http://127.0.0.1:{port}{}", self.public_url);
        let pages = Arc::new(self);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let pages = Arc::clone(&pages);
                // A visitor who has gone away in the middle is no reason to stop.
                thread::spawn(move || pages.converse(stream));
            }
        });
        Ok(site)
    }

    /// Which file belongs to the path of a request.
    fn answer(&self, url: &str) -> Answer<'_> {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let base = self.public_url.as_str();
        if path == base.trim_end_matches('/') && !path.is_empty() {
            return Answer::Redirect(base);
        }
        let name = match path.strip_prefix(base) {
            Some("") => "index.html",
            Some(name) => name,
            None => return Answer::Nothing,
        };
        let found = self.files.get_key_value(name).map(|(name, _)| (name, 200));
        let or_page = || {
            self.files
                .get_key_value("404.html")
                .map(|(name, _)| (name, 404))
        };
        match found.or_else(or_page) {
            Some((name, status)) => Answer::File { name, status },
            None => Answer::Nothing,
        }
    }

    /// One request, one answer; then the connection is closed.
    fn converse(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = Request::read(&stream)?;
        let (head, body) = self.respond(&request);
        stream.write_all(head.as_bytes())?;
        if request.method != "HEAD" {
            stream.write_all(body)?;
        }
        stream.flush()
    }

    /// Head and body of the answer to a request.
    fn respond(&self, request: &Request) -> (String, &[u8]) {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return (
                head("405 Method Not Allowed", 0, &["Allow: GET, HEAD"]),
                &[],
            );
        }
        let (name, status) = match self.answer(&request.url) {
            Answer::File { name, status: 200 } => (name, "200 OK"),
            Answer::File { name, .. } => (name, "404 Not Found"),
            Answer::Redirect(to) => {
                let location = format!("Location: {to}");
                return (head("301 Moved Permanently", 0, &[&location]), &[]);
            }
            Answer::Nothing => return (head("404 Not Found", 0, &[]), &[]),
        };
        let file = &self.files[name];
        let media_type = format!("Content-Type: {}", file.media_type);
        let mut fields = vec![
            media_type.as_str(),
            &self.cache_control,
            "Vary: Accept-Encoding",
            "X-Content-Type-Options: nosniff",
        ];
        if self.is_isolated {
            fields.extend(ISOLATED);
        }
        let mut body = &file.bytes;
        if let Some(packed) = file.gzip.as_ref().filter(|_| request.accepts_gzip) {
            fields.push("Content-Encoding: gzip");
            body = packed;
        }
        (head(status, body.len(), &fields), body)
    }
}

/// What matters of a request's head.
struct Request {
    method: String,
    url: String,
    accepts_gzip: bool,
}

impl Request {
    fn read(stream: &TcpStream) -> io::Result<Self> {
        let mut lines = BufReader::new(stream.take(LONGEST_HEAD)).lines();
        let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
        let mut words = first.split(' ').map(str::to_owned);
        let mut request = Self {
            method: words.next().unwrap_or_default(),
            url: words.next().unwrap_or_default(),
            accepts_gzip: false,
        };
        let mut codings = Vec::new();
        for line in lines {
            let line = line?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(more) = line.strip_prefix("accept-encoding:") {
                codings.push(more.to_owned());
            }
        }
        // A field in several lines is one list.
        request.accepts_gzip = accepts_gzip(&codings.join(","));
        Ok(request)
    }
}

/// Whether `Accept-Encoding`, in small letters, has gzip (RFC 9110, 12.5.3): by its name, or else by `*`,
/// and not with the weight 0.
fn accepts_gzip(codings: &str) -> bool {
    let weight_of = |names: &[&str]| {
        codings.split(',').find_map(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_named = parts.next().is_some_and(|name| names.contains(&name));
            is_named.then(|| {
                let weight = parts.find_map(|it| it.strip_prefix("q=")?.trim().parse().ok());
                weight.unwrap_or(1.0_f32)
            })
        })
    };
    let weight = weight_of(&["gzip", "x-gzip"]).or_else(|| weight_of(&["*"]));
    weight.is_some_and(|weight| weight > 0.0)
}

/// The head of an answer, with the length of its body, so that a download can show its progress.
fn head(status: &str, length: usize, fields: &[&str]) -> String {
    let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{fields}\r\n")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(public_url: &str) -> Pages {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name, text| std::fs::write(folder.path().join(name), text).expect("a file");
        write("index.html", "front");
        write("404.html", "front");
        write(
            "app.wasm",
            "wasm wasm wasm wasm wasm wasm wasm wasm wasm wasm wasm wasm",
        );
        Pages::read(folder.path(), public_url.parse().expect("a path")).expect("readable")
    }

    fn file(name: &str, status: u16) -> Answer<'_> {
        Answer::File { name, status }
    }

    #[test]
    fn files_are_found_under_the_sub_path_only() {
        let pages = pages("/matinee/");
        assert_eq!(pages.answer("/matinee/"), file("index.html", 200));
        assert_eq!(
            pages.answer("/matinee/?user=500&k=10"),
            file("index.html", 200)
        );
        assert_eq!(pages.answer("/matinee/app.wasm"), file("app.wasm", 200));
        assert_eq!(pages.answer("/matinee"), Answer::Redirect("/matinee/"));
        assert_eq!(pages.answer("/app.wasm"), Answer::Nothing);
    }

    #[test]
    fn an_unknown_address_gets_the_404_page() {
        assert_eq!(pages("/").answer("/no/such/page"), file("404.html", 404));
    }

    #[test]
    fn a_file_can_be_served_in_the_place_of_another() {
        let pages = pages("/").with("index.html", "another");
        assert_eq!(pages.files["index.html"].bytes, b"another");
        assert_eq!(pages.answer("/"), file("index.html", 200));
    }

    #[test]
    fn no_path_leads_outside_the_site() {
        let pages = pages("/matinee/");
        for path in [
            "/matinee/../Cargo.toml",
            "/matinee/%2e%2e/Cargo.toml",
            "/matinee//etc/passwd",
        ] {
            assert_eq!(pages.answer(path), file("404.html", 404), "{path}");
        }
    }

    /// The head and the body that the server sends for one request.
    fn ask(site: &str, request: &str) -> (String, Vec<u8>) {
        let host = site
            .trim_start_matches("http://")
            .split('/')
            .next()
            .expect("a host");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        let request = format!("{request}\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let end = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .expect("a head");
        let body = answer.split_off(end + 4);
        (String::from_utf8(answer).expect("text"), body)
    }

    #[test]
    fn webassembly_has_its_type_and_is_compressed_when_that_is_accepted() {
        let site = pages("/").serve(0).expect("a free port");
        let (head, body) = ask(&site, "GET /app.wasm HTTP/1.1\r\nAccept-Encoding: br, gzip");
        assert!(head.contains("Content-Type: application/wasm"), "{head}");
        assert!(head.contains("Content-Encoding: gzip"), "{head}");
        assert_eq!(body[..2], [0x1f, 0x8b]);

        let (head, body) = ask(&site, "GET /app.wasm HTTP/1.1");
        assert!(!head.contains("Content-Encoding"), "{head}");
        assert!(body.starts_with(b"wasm wasm"));
    }

    #[test]
    fn gzip_is_sent_to_whoever_weighs_it_above_nothing() {
        for codings in [
            "gzip",
            "x-gzip",
            "br, gzip",
            "gzip;q=1",
            "gzip; q=0.001",
            "gzip ;q=0.5, br;q=1",
            "*",
            "identity, *;q=0.1",
            "*;q=0, gzip",
            "gzip;level=9",
        ] {
            assert!(accepts_gzip(codings), "{codings}");
        }
        for codings in [
            "",
            "br",
            "identity",
            "gzip;q=0",
            "gzip;q=0.0",
            "gzip; q=0.000",
            "gzip;q=0, *",
            "x-gzip;q=0.0",
            "*;q=0",
            "gzipped",
            "br;q=1, gzip;q=0.00, *;q=1",
        ] {
            assert!(!accepts_gzip(codings), "{codings}");
        }
    }

    #[test]
    fn what_a_client_accepts_may_stand_in_several_lines() {
        let site = pages("/").serve(0).expect("a free port");
        let ask = |fields: &str| ask(&site, &format!("GET /app.wasm HTTP/1.1\r\n{fields}")).0;
        let packed = ask("Accept-Encoding: br\r\nAccept-Encoding: GZIP; Q=0.5");
        assert!(packed.contains("Content-Encoding: gzip"), "{packed}");
        let plain = ask("Accept-Encoding: gzip;q=0.0\r\nAccept-Encoding: br, *");
        assert!(!plain.contains("Content-Encoding"), "{plain}");
    }

    #[test]
    fn only_pages_that_shall_be_are_isolated() {
        let head = |pages: Pages| {
            let site = pages.serve(0).expect("a free port");
            ask(&site, "GET /index.html HTTP/1.1").0
        };
        let (plain, isolated) = (head(pages("/")), head(pages("/").isolated()));
        for field in ISOLATED {
            assert!(!plain.contains(field), "{plain}");
            assert!(isolated.contains(field), "{isolated}");
        }
    }

    #[test]
    fn only_reading_is_allowed() {
        let site = pages("/").serve(0).expect("a free port");
        let (head, _) = ask(&site, "DELETE /index.html HTTP/1.1");
        assert!(head.starts_with("HTTP/1.1 405"), "{head}");
    }
}
