//! Building the site, and only when something changed.
//!
//! `index.html` names what the page needs; what is served has one style sheet, names with hashes, the
//! app in its parts, and a policy that allows nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, anyhow, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::app::{self, App};
use crate::arguments::{Address, Links, PublicUrl, SiteOptions};
use crate::data::{self, Dataset};
use crate::evidence::Evidence;
use crate::fingerprint::{self, Fingerprint};
use crate::hashed::Hashed;
use crate::model::{Bundle, Content, Ratings};
use crate::recipes::Figures;
use crate::shipped::{self, Compiled, Package};
use crate::steps::Steps;
use crate::tools::{self, WasmTools};
use crate::trainer::{self, Simd, Trainer};
use crate::{html, paths, service_worker};

/// What the site is built from.
const SOURCES: [&str; 27] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/src/app.js",
    "xtask/src/app.rs",
    "xtask/src/evidence.rs",
    "xtask/src/hashed.rs",
    "xtask/src/html.rs",
    "xtask/src/recipes.rs",
    "xtask/src/service_worker.js",
    "xtask/src/service_worker.rs",
    "xtask/src/shipped.rs",
    "xtask/src/site.rs",
    "xtask/src/strip_wasm.rs",
    "xtask/src/start.js",
    "xtask/src/trainer.js",
    "xtask/src/trainer.rs",
    "xtask/wasm-tools",
];

/// Files of `public/` that keep their names.
const PLAIN: [&str; 6] = [
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
    "icon.svg",
    html::PREVIEW,
    "robots.txt",
];

/// What of it names the site's path is filled in.
const MANIFEST: &str = "manifest.webmanifest";
const NO_ID: &str = "\"id\": \"\"";

/// The terms of the code, as one file of the site.
const LICENCE: &str = "LICENSE.txt";
const LICENCES: [&str; 3] = ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"];

/// Where the code of a tested site is said to be.
const TESTED_CODE: &str = "https://example.org/code";

/// What the owner of the data asks to pass on with what is made of it.
const DATA_README: &str = "data-README.txt";

/// What a site is put together from, besides its models.
struct Parts {
    /// The folder of the page's modules.
    app: PathBuf,
    /// The folder of the trainers.
    trainers: PathBuf,
    /// What others have made of it.
    packages: BTreeSet<Package>,
}

/// Does the `work` of a thread beside others, with the steps that it takes.
fn beside<T>(work: impl FnOnce(&mut Steps) -> Result<T>) -> (Steps, Result<T>) {
    let mut steps = Steps::default();
    let made = work(&mut steps);
    (steps, made)
}

/// A thread beside others.
type Work<'scope, T> = ScopedJoinHandle<'scope, (Steps, Result<T>)>;

/// What a thread has made; its steps are added to `steps`.
fn join<T>(thread: Work<'_, T>, steps: &mut Steps) -> Result<T> {
    let ended = thread.join();
    let (taken, made) = ended.map_err(|_| anyhow!("a thread beside others panicked"))?;
    steps.add(taken);
    made
}

/// Takes apart and binds what the threads have compiled.
fn make_parts(
    app: Work<'_, Compiled>,
    trainers: Work<'_, Compiled>,
    steps: &mut Steps,
) -> Result<Parts> {
    let tools = WasmTools::ensure(steps);
    let (app, trainers) = (join(app, steps), join(trainers, steps));
    let (tools, app, trainers) = (tools?, app?, trainers?);
    steps.take("take the modules apart and bind them", || {
        let mut packages = WasmTools::packages()?;
        packages.extend(app.packages);
        packages.extend(trainers.packages);
        Ok(Parts {
            app: app::take_apart(&app.linked, &tools)?,
            trainers: trainer::bind(&trainers.linked, &tools)?,
            packages,
        })
    })
}

/// One built site: where it lies, and under which path it is served.
pub(crate) struct Site {
    pub(crate) public_url: PublicUrl,
    pub(crate) folder: PathBuf,
    stamp: PathBuf,
    /// Instructions that the trainers use.
    simd: Simd,
    links: Links,
    pub(crate) bundle: Bundle,
}

impl Site {
    /// The one that is published: `dist/`.
    pub(crate) fn published(options: &SiteOptions) -> Self {
        Self {
            public_url: options.public_url.clone(),
            folder: paths::root().join("dist"),
            stamp: paths::made().join("dist.sha256"),
            simd: Simd::On,
            links: options.links.clone(),
            bundle: Bundle::of(options.content),
        }
    }

    /// The one that is tested, under a sub-path as on GitHub Pages. Apart from `dist/`, so that
    /// a test never replaces what somebody is about to publish.
    pub(crate) fn tested() -> Result<Self> {
        Self::under_a_path("tested", Simd::On, Content::default())
    }

    /// The same of another data set.
    pub(crate) fn tested_of(dataset: Dataset) -> Result<Self> {
        if dataset == Dataset::default() {
            return Self::tested();
        }
        let content = Content {
            dataset,
            ..Content::default()
        };
        let name = format!("tested-{}", dataset.name);
        Self::under_a_path(&name, Simd::On, content)
    }

    /// The tested site as somebody builds it who may not publish ratings.
    pub(crate) fn without_ratings() -> Result<Self> {
        let content = Content {
            ratings: Ratings::LeftOut,
            ..Content::default()
        };
        Self::under_a_path("tested-no-ratings", Simd::On, content)
    }

    /// A site of other data: half stars, people whom it does not carry, and more movies than its first list is
    /// made of.
    pub(crate) fn half_stars() -> Result<Self> {
        let content = Content {
            dataset: Dataset::MADE_UP,
            people: Some(0),
            first_movies: Some(60),
            ..Content::default()
        };
        Self::under_a_path("tested-half-stars", Simd::On, content)
    }

    /// A site of a model that Spark has trained.
    pub(crate) fn imported() -> Result<Self> {
        Self::tested_of(Dataset::IMPORTED)
    }

    /// The tested site with trainers without SIMD, to measure what SIMD gives.
    pub(crate) fn without_simd() -> Result<Self> {
        Self::under_a_path("without-simd", Simd::Off, Content::default())
    }

    fn under_a_path(name: &str, simd: Simd, content: Content) -> Result<Self> {
        Ok(Self {
            public_url: "/matinee/".parse().map_err(anyhow::Error::msg)?,
            folder: paths::made().join(name),
            stamp: paths::made().join(format!("{name}.sha256")),
            simd,
            links: Links {
                address: None,
                code: Some(TESTED_CODE.parse().map_err(anyhow::Error::msg)?),
            },
            bundle: Bundle::of(content),
        })
    }

    /// Makes the models, then builds the site; each only where something changed.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<()> {
        // Taken first: a source edited while it is compiled makes the site stale, not current.
        let sources = self.sources()?;
        if !self.is_current(&sources)? {
            let parts = self.make_all(steps)?;
            let fingerprint = self.fingerprint(&sources)?;
            // The same models may have been made again.
            if !self.is_built(&fingerprint) {
                steps.take("put the site together", || self.build(&parts, &fingerprint))?;
            }
        }
        eprint!("{}", self.sizes()?);
        Ok(())
    }

    fn is_current(&self, sources: &str) -> Result<bool> {
        Ok(self.bundle.is_current()?
            && self.evidence().map_or(Ok(true), Evidence::is_current)?
            && self.is_built(&self.fingerprint(sources)?))
    }

    fn is_built(&self, fingerprint: &str) -> bool {
        self.folder.join("index.html").is_file()
            && fingerprint::is_current(&self.stamp, fingerprint)
    }

    /// Makes everything that the site is put together from.
    ///
    /// Side by side: app, trainers and tools need nothing of the models, training keeps one core busy, and each
    /// compilation ends with a minute or two of linking, which does so, too. The threads do not wait for each other:
    /// cargo locks a profile's folder, and they have different ones. The tools, which have that of the command line,
    /// come after it.
    fn make_all(&self, steps: &mut Steps) -> Result<Parts> {
        tools::ensure_wasm_target(steps)?;
        thread::scope(|scope| {
            let app = scope.spawn(|| beside(|steps| steps.take("compile the page", app::link)));
            let trainers = scope.spawn(|| {
                beside(|steps| steps.take("compile the trainers", || trainer::link(self.simd)))
            });
            let program = data::build_matinee(steps);
            let parts = scope.spawn(|| beside(|steps| make_parts(app, trainers, steps)));
            let models = program.and_then(|()| self.make_models(steps));
            let parts = join(parts, steps);
            models?;
            parts
        })
    }

    fn make_models(&self, steps: &mut Steps) -> Result<()> {
        self.bundle.ensure(steps)?;
        match self.evidence() {
            Some(evidence) => evidence.ensure(steps),
            None => Ok(()),
        }
    }

    /// What decides what it is, besides what its models and results are.
    fn sources(&self) -> Result<String> {
        let links = [&self.links.address, &self.links.code];
        let links = links.map(|it| it.as_ref().map_or("", Address::as_str));
        let fingerprint = Fingerprint::default().text(self.public_url.as_str());
        let fingerprint = fingerprint.text(links[0]).text(links[1]);
        Ok(fingerprint.paths(paths::root(), &SOURCES)?.finish())
    }

    fn fingerprint(&self, sources: &str) -> Result<String> {
        let fingerprint = Fingerprint::default().text(sources);
        let fingerprint = self.bundle.add_to(fingerprint)?;
        let fingerprint = match self.figures() {
            Some(figures) => figures.add_to(fingerprint)?,
            None => fingerprint,
        };
        let fingerprint = match self.evidence() {
            Some(evidence) => evidence.add_to(fingerprint)?,
            None => fingerprint,
        };
        Ok(fingerprint.finish())
    }

    fn evidence(&self) -> Option<Evidence> {
        Evidence::of(self.bundle.content())
    }

    fn figures(&self) -> Option<Figures> {
        Figures::of(self.bundle.content())
    }

    fn build(&self, parts: &Parts, fingerprint: &str) -> Result<()> {
        // Without its stamp, a site that is interrupted half-way is built again.
        if self.stamp.exists() {
            fs::remove_file(&self.stamp).context("cannot replace the last build's stamp")?;
        }
        // Nothing of the last build is left beside this one.
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).context("cannot remove the last build")?;
        }
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        let app = app::write(&parts.app, &self.folder)?;
        let trainers = trainer::write(&parts.trainers, &self.folder)?;
        self.copy()?;
        self.write_terms(&parts.packages)?;
        let first = self.bundle.first();
        let first = paths::read(&first)?;
        let model = Hashed::write(&self.folder, "model", "matinee", &first)?;
        self.write_page(&app, &model, &trainers)?;
        service_worker::write(&self.folder)?;
        fingerprint::write(&self.stamp, fingerprint)
    }

    /// What keeps its name: others ask for it by it, or it has a hash in it already.
    fn copy(&self) -> Result<()> {
        let public = PLAIN.map(|name| (paths::root().join("public").join(name), name.to_owned()));
        let folder = self.bundle.assets();
        let assets = files(&folder)?.into_iter().map(|(name, _)| {
            let to = format!("assets/{name}");
            (folder.join(name), to)
        });
        fs::create_dir_all(self.folder.join("assets")).context("cannot make the folder assets")?;
        let readme = self
            .bundle
            .readme()
            .map(|from| (from, DATA_README.to_owned()));
        for (from, to) in public.into_iter().chain(assets).chain(readme) {
            fs::copy(&from, self.folder.join(&to))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        let manifest = paths::root().join("public").join(MANIFEST);
        let manifest = fs::read_to_string(manifest).context("cannot read the manifest")?;
        let manifest = identified(&manifest, self.public_url.as_str())?;
        fs::write(self.folder.join(MANIFEST), manifest).context("cannot write the manifest")
    }

    /// The terms of the code and of what it contains of others, and the list of that.
    fn write_terms(&self, packages: &BTreeSet<Package>) -> Result<()> {
        let root = paths::root();
        let texts = LICENCES.map(|name| {
            let read = fs::read_to_string(root.join(name));
            read.with_context(|| format!("cannot read {name}"))
        });
        let mut texts: Vec<String> = texts.into_iter().collect::<Result<_>>()?;
        texts.push(shipped::terms(packages)?);
        fs::write(self.folder.join(LICENCE), texts.join("\n\n"))
            .with_context(|| format!("cannot write {LICENCE}"))?;
        let lock = fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
        let version = tools::locked_version("matinee")?;
        fs::write(
            self.folder.join(shipped::BILL),
            shipped::bill(packages, &version, &lock)?,
        )
        .with_context(|| format!("cannot write {}", shipped::BILL))
    }

    /// The page, and the same for unknown addresses.
    fn write_page(&self, app: &App, model: &Hashed, trainers: &[Trainer]) -> Result<()> {
        let (root, folder, base) = (paths::root(), &self.folder, self.public_url.as_str());
        let html = fs::read_to_string(root.join("index.html")).context("cannot read index.html")?;
        let html = html::publish(&html, root, folder, base)?;
        let html = html::join_styles(&html, root, folder, base)?;
        let html = match self.bundle.readme() {
            Some(_) => html::add_licence(&html, &format!("{base}{DATA_README}"))?,
            None => html,
        };
        let html = html::add_start(&html, app, model, base)?;
        let html = trainer::name(&html, trainers, base)?;
        let html = match self.figures() {
            Some(figures) => figures.name(&html)?,
            None => html,
        };
        let html = match self.evidence() {
            Some(evidence) => evidence.write(&html, folder, base)?,
            None => html,
        };
        let html = html::add_meta(&html, "matinee-licence", &format!("{base}{LICENCE}"))?;
        let html = match &self.links.code {
            Some(code) => html::add_meta(&html, "matinee-code", code.as_str())?,
            None => html,
        };
        let html = match &self.links.address {
            Some(address) => html::add_address(&html, &format!("{}/", address.as_str()))?,
            None => html,
        };
        let html = service_worker::name_build(&html, folder)?;
        let html = html::seal(&html)?;
        for name in ["index.html", "404.html"] {
            fs::write(folder.join(name), &html).with_context(|| format!("cannot write {name}"))?;
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
            if service_worker::keeps(&name) {
                raw_sum += raw;
                packed_sum += packed;
            }
            table += &format!("{raw:>12} {packed:>12}  {name}\n");
        }
        Ok(table + &format!("{raw_sum:>12} {packed_sum:>12}  kept for offline use\n"))
    }
}

/// The manifest of an app that is told from others of its origin by its path. What stands there is resolved
/// against the origin, not against the manifest.
fn identified(manifest: &str, base: &str) -> Result<String> {
    ensure!(manifest.contains(NO_ID), "{MANIFEST} has no empty id");
    Ok(manifest.replace(NO_ID, &format!("\"id\": \"{base}\"")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_page_is_known_by_its_path() {
        let manifest = fs::read_to_string(paths::root().join("public").join(MANIFEST));
        let manifest = identified(&manifest.expect("the manifest"), "/matinee/").expect("an id");
        assert!(manifest.contains("\"id\": \"/matinee/\""), "{manifest}");
    }

    #[test]
    fn what_the_manifest_names_is_in_the_site() {
        let manifest = fs::read_to_string(paths::root().join("public").join(MANIFEST));
        let manifest = manifest.expect("the manifest");
        let icons: Vec<&str> = manifest
            .split("\"src\": \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(icons.len(), 4, "{icons:?}");
        for icon in icons {
            assert!(PLAIN.contains(&icon), "{icon}");
            assert!(paths::root().join("public").join(icon).is_file(), "{icon}");
        }
    }
}
