//! Building the site with Trunk, and only when something changed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::arguments::PublicUrl;
use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::tools::SiteTools;
use crate::{csp, model, place, process, start, styles};

/// What the site is built from.
const SOURCES: [&str; 14] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/src/csp.rs",
    "xtask/src/site.rs",
    "xtask/src/start.js",
    "xtask/src/start.rs",
    "xtask/src/styles.rs",
];

/// One built site: where it lies, and under which path it is served.
pub(crate) struct Site {
    pub(crate) public_url: PublicUrl,
    pub(crate) folder: PathBuf,
    stamp: PathBuf,
}

impl Site {
    /// The one that is published: `dist/`.
    pub(crate) fn published(public_url: PublicUrl) -> Self {
        let stamp = place::made().join("dist.sha256");
        Self {
            public_url,
            folder: place::root().join("dist"),
            stamp,
        }
    }

    /// The one that is tested, under a sub-path as on GitHub Pages. Apart from `dist/`, so that
    /// a test never replaces what somebody is about to publish.
    pub(crate) fn tested() -> Result<Self> {
        let folder = place::made().join("tested");
        let stamp = place::made().join("tested.sha256");
        let public_url = "/matinee/".parse().map_err(anyhow::Error::msg)?;
        Ok(Self {
            public_url,
            folder,
            stamp,
        })
    }

    /// Makes the models, then builds the site; each only where something changed.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<()> {
        model::ensure(steps)?;
        let index = self.folder.join("index.html");
        let fingerprint = self.fingerprint()?;
        if !(index.is_file() && fingerprint::is_current(&self.stamp, &fingerprint)) {
            let tools = SiteTools::ensure(steps)?;
            steps.take("build the site", || self.build(&tools, &fingerprint))?;
        }
        eprint!("{}", self.sizes()?);
        Ok(())
    }

    fn fingerprint(&self) -> Result<String> {
        let fingerprint = Fingerprint::default().text(self.public_url.as_str());
        let fingerprint = fingerprint.paths(place::root(), &SOURCES)?;
        let made = ["model.matinee", "assets"];
        Ok(fingerprint.paths(&place::made(), &made)?.finish())
    }

    fn build(&self, tools: &SiteTools, fingerprint: &str) -> Result<()> {
        // Without its stamp, a site that is interrupted half-way is built again.
        if self.stamp.exists() {
            fs::remove_file(&self.stamp).context("cannot replace the last build's stamp")?;
        }
        let mut trunk = tools.trunk()?;
        trunk
            .args(["build", "--release", "--offline", "--skip-version-check"])
            .args(["--public-url", self.public_url.as_str(), "--dist"])
            .arg(&self.folder)
            // Trunk reads NO_COLOR as a boolean and stumbles over the usual `1`.
            .env_remove("NO_COLOR");
        process::run(
            &mut trunk,
            "read the message of the compiler or of Trunk above",
        )?;
        self.finish()?;
        fingerprint::write(&self.stamp, fingerprint)
    }

    /// What Trunk does not do: one style sheet, the start after the first paint, the policy's hashes, the
    /// page for unknown addresses.
    fn finish(&self) -> Result<()> {
        let index = self.folder.join("index.html");
        let html = fs::read_to_string(&index).context("Trunk wrote no index.html")?;
        let html = styles::join(&html, &self.folder, self.public_url.as_str())?;
        let html = start::defer(&html)?;
        let html = csp::seal(&html)?;
        for name in ["index.html", "404.html"] {
            fs::write(self.folder.join(name), &html)
                .with_context(|| format!("cannot write {name}"))?;
        }
        Ok(())
    }

    /// Every file with its size, raw and compressed as a static host would.
    fn sizes(&self) -> Result<String> {
        let mut table = format!(
            "{:>12} {:>12}  {}\n",
            "bytes",
            "gzip -9",
            self.folder.display()
        );
        let (mut raw_sum, mut packed_sum) = (0, 0);
        for (name, bytes) in files(&self.folder)? {
            let (raw, packed) = (bytes.len(), gzip(&bytes)?.len());
            if name != "404.html" {
                raw_sum += raw;
                packed_sum += packed;
            }
            table += &format!("{raw:>12} {packed:>12}  {name}\n");
        }
        Ok(table + &format!("{raw_sum:>12} {packed_sum:>12}  in all, without 404.html\n"))
    }
}

/// Every file under `folder` with its name relative to it (`a/b.css`), in the order of names.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = waiting.pop() {
        let unreadable = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                waiting.push((format!("{name}/"), entry.path()));
            } else {
                found.push((name, fs::read(entry.path()).with_context(unreadable)?));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Compresses as hard as gzip can.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .context("compressing in memory")
}
