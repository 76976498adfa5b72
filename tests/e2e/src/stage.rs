//! Where the site, the browser and the native program are.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::engine::Engine;

/// What `cargo xtask` has set up.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Address of the site, with its sub-path and a slash at the end.
    pub site: String,
    /// What the browsers are.
    pub engine: Engine,
    /// Folder of the files that are served.
    pub dist: PathBuf,
    /// The native command line.
    pub program: PathBuf,
    /// The trainer without a page.
    pub page_run: PathBuf,
    /// The hybrid, which the site starts with.
    pub model: PathBuf,
    /// The seed network, whose weights the site loads when it is chosen.
    pub seed: PathBuf,
    /// The data set that the model was trained on.
    pub data: PathBuf,
}

impl Stage {
    /// Reads the environment.
    ///
    /// # Errors
    /// When this was not started by `cargo xtask`.
    pub fn from_environment() -> Result<Self> {
        Ok(Self {
            site: variable("MATINEE_SITE")?,
            engine: Engine::from_environment()?,
            dist: variable("MATINEE_DIST")?.into(),
            program: variable("MATINEE_PROGRAM")?.into(),
            page_run: variable("MATINEE_PAGE_RUN")?.into(),
            model: variable("MATINEE_MODEL")?.into(),
            seed: variable("MATINEE_SEED")?.into(),
            data: variable("MATINEE_DATA")?.into(),
        })
    }
}

impl Stage {
    /// The site's origin: its address without path.
    #[must_use]
    pub fn origin(&self) -> String {
        origin(&self.site)
    }

    /// The origins of all the sites that there are.
    pub(crate) fn origins(&self) -> Vec<String> {
        let others = [
            self.without_ratings(),
            self.half_stars(),
            self.imported(),
            variable("MATINEE_SITE_WITHOUT_SIMD"),
        ];
        let others = others.iter().flatten().map(|site| origin(site));
        std::iter::once(self.origin()).chain(others).collect()
    }

    /// Address of the site that was built without ratings; only `cargo xtask test` builds it.
    ///
    /// # Errors
    /// When it is not there.
    pub fn without_ratings(&self) -> Result<String> {
        variable("MATINEE_SITE_WITHOUT_RATINGS")
    }

    /// Folder of the files of that site.
    ///
    /// # Errors
    /// When it is not there.
    pub fn dist_without_ratings(&self) -> Result<PathBuf> {
        Ok(variable("MATINEE_DIST_WITHOUT_RATINGS")?.into())
    }

    /// Address of the site of data with half stars, which carries nobody; only `cargo xtask test` builds it.
    ///
    /// # Errors
    /// When it is not there.
    pub fn half_stars(&self) -> Result<String> {
        variable("MATINEE_SITE_HALF_STARS")
    }

    /// Address of the site of a model that Spark has trained; only `cargo xtask test` builds it.
    ///
    /// # Errors
    /// When it is not there.
    pub fn imported(&self) -> Result<String> {
        variable("MATINEE_SITE_IMPORTED")
    }

    /// Folder of what Spark has learned, and of what it predicts.
    ///
    /// # Errors
    /// When it is not there.
    pub fn learned(&self) -> Result<PathBuf> {
        Ok(variable("MATINEE_LEARNED")?.into())
    }

    /// The text of axe-core, which only `cargo xtask test` gets.
    ///
    /// # Errors
    /// When it is not there.
    pub fn axe(&self) -> Result<String> {
        let file = variable("MATINEE_AXE")?;
        std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))
    }
}

fn origin(site: &str) -> String {
    site.split('/').take(3).collect::<Vec<_>>().join("/")
}

pub(crate) fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set; run `cargo xtask test`"))
}
