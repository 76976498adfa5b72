//! The service worker: the site's `sw.js`, of `service_worker.js` with the files of one build and their hashes.
//!
//! The page knows which build it is of by a `meta` element. The worker's list has the hash of the page too, so the
//! build's name is a hash of everything else, and of the page as it is without that name.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::fingerprint::Fingerprint;
use crate::{html, shipped, site};

const TEMPLATE: &str = include_str!("service_worker.js");
/// Where browsers look for it: its folder is its scope.
pub(crate) const NAME: &str = "sw.js";
const META: &str = "matinee-build";
const PAGE: &str = "index.html";
/// What no view of the page asks for: others do, or it is this worker.
const LEFT_OUT: [&str; 5] = ["404.html", "preview.png", "robots.txt", shipped::BILL, NAME];
/// Digits of a build's name.
const DIGITS: usize = 16;

/// What the page is served with to whoever works on it, in the place of the worker: what is built is seen at once.
pub(crate) const NONE: &str = include_str!("no_service_worker.js");

/// Says in the head of `html` of which build it is, when everything but the page lies in `folder`.
///
/// # Errors
/// When a file cannot be read, or the page has no head.
pub(crate) fn name_build(html: &str, folder: &Path) -> Result<String> {
    let fingerprint = Fingerprint::default().text(TEMPLATE).text(html);
    let files = site::files(folder)?;
    let fingerprint = files
        .iter()
        .fold(fingerprint, |it, (name, bytes)| it.text(name).bytes(bytes));
    html::add_meta(html, META, &fingerprint.finish()[..DIGITS])
}

/// Whether a browser keeps this file of the site for offline use.
pub(crate) fn keeps(name: &str) -> bool {
    !LEFT_OUT.contains(&name)
}

/// Writes the worker of the finished site in `folder`.
///
/// # Errors
/// When the page does not say of which build it is, or a file cannot be read or written.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let page = fs::read_to_string(folder.join(PAGE)).context("cannot read the built page")?;
    let files = site::files(folder)?;
    let worker = fill(build(&page)?, files.iter().filter(|(name, _)| keeps(name)))?;
    fs::write(folder.join(NAME), worker).context("cannot write the service worker")
}

/// The build's name, which the page says.
fn build(page: &str) -> Result<&str> {
    let meta = page.split_once(&format!("<meta name=\"{META}\""));
    let (_, meta) = meta.context("the page does not say of which build it is")?;
    html::attribute(meta, "content").context("the name of the build is missing")
}

/// The template with the name of a build and its files.
fn fill<'a>(build: &str, files: impl Iterator<Item = &'a (String, Vec<u8>)>) -> Result<String> {
    let entries = files.map(|(name, bytes)| {
        // The page is asked for by the folder's address.
        let name = if name == PAGE { "" } else { name.as_str() };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        ensure!(
            name.chars().all(is_plain),
            "{name} is no name of a site's file"
        );
        let hash = STANDARD.encode(Sha256::digest(bytes));
        Ok(format!("  [\"{name}\", \"{hash}\"],\n"))
    });
    let entries: String = entries.collect::<Result<_>>()?;
    let entries = format!("[\n{entries}]");
    let worker = [("%BUILD%", build), ("/* %FILES% */", &*entries)]
        .into_iter()
        .try_fold(TEMPLATE.to_owned(), |worker, (place, text)| {
            ensure!(worker.contains(place), "the worker has no {place}");
            Ok(worker.replace(place, text))
        })?;
    html::strip_script(&worker)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n</head><body></body>";

    /// A folder of these files, with a page that names its build.
    fn site_of(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        let html = name_build(HTML, folder.path()).expect("named");
        for page in ["index.html", "404.html"] {
            fs::write(folder.path().join(page), &html).expect("a page");
        }
        folder
    }

    /// The worker that is written for these files.
    fn worker_of(files: &[(&str, &str)]) -> String {
        let folder = site_of(files);
        write(folder.path()).expect("written");
        fs::read_to_string(folder.path().join(NAME)).expect("the worker")
    }

    #[test]
    fn every_file_that_a_view_may_ask_for_is_listed_with_its_hash() {
        let files = [
            ("app-1.wasm", "abc"),
            ("assets/seed-2.weights", "d"),
            ("robots.txt", "e"),
        ];
        let worker = worker_of(&files);
        // SHA-256 of `abc`, from the standard's examples.
        let hash = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert!(
            worker.contains(&format!("[\"app-1.wasm\", \"{hash}\"]")),
            "{worker}"
        );
        assert!(worker.contains("[\"assets/seed-2.weights\", "), "{worker}");
        assert!(
            worker.contains("[\"\", "),
            "the page is not there: {worker}"
        );
        for name in ["robots.txt", "404.html", "index.html", "sw.js\""] {
            assert!(!worker.contains(name), "{name} is there: {worker}");
        }
    }

    #[test]
    fn no_placeholder_is_left() {
        let worker = worker_of(&[]);
        assert!(!worker.contains('%'), "{worker}");
        assert!(!worker.contains("// "), "{worker}");
    }

    #[test]
    fn the_same_files_make_the_same_worker_and_others_another_build() {
        let [one, two] = [[("a", "1")], [("a", "2")]];
        assert_eq!(worker_of(&one), worker_of(&one));
        let build = |files| {
            let page = fs::read_to_string(site_of(files).path().join(PAGE)).expect("a page");
            super::build(&page).expect("named").to_owned()
        };
        assert_eq!(build(&one), build(&one));
        assert_ne!(build(&one), build(&two));
        assert!(worker_of(&one).contains(&build(&one)));
    }

    #[test]
    fn a_page_that_names_no_build_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(PAGE), HTML).expect("a page");
        let error = write(folder.path()).expect_err("no name");
        assert!(error.to_string().contains("which build"), "{error}");
    }
}
