//! What others have made of what a site ships: their packages with the terms of each, for people (`LICENSE.txt`) and
//! for programs (`sbom.cdx.json`, CycloneDX).
//!
//! It is what cargo has compiled for the site. Cargo.lock names what other systems and the tests need, too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::tools::TARGET;
use crate::{paths, process};

/// The bill of materials in the site.
pub(crate) const BILL: &str = "sbom.cdx.json";

/// A package that somebody else has made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    name: String,
    version: String,
    /// Its sources, with its manifest.
    folder: PathBuf,
}

/// What cargo has compiled of a part of the site.
pub(crate) struct Compiled {
    /// The module, or the folder of modules.
    pub(crate) linked: PathBuf,
    pub(crate) packages: BTreeSet<Package>,
}

/// The packages of others whose code runs in a browser after `cargo` (with `--message-format=json`) has compiled.
pub(crate) fn in_the_browser(cargo: &mut Command) -> Result<BTreeSet<Package>> {
    packages(cargo, |artifact| {
        let files = artifact["filenames"].as_array().into_iter().flatten();
        let mut files = files.filter_map(Value::as_str);
        files.any(|file| file.contains(TARGET))
    })
}

/// The packages of others that are called one of `names`, after `cargo` has compiled.
pub(crate) fn named(cargo: &mut Command, names: &[&str]) -> Result<BTreeSet<Package>> {
    let mut packages = packages(cargo, |_| true)?;
    packages.retain(|package| names.contains(&package.name.as_str()));
    Ok(packages)
}

fn packages(cargo: &mut Command, is_shipped: impl Fn(&Value) -> bool) -> Result<BTreeSet<Package>> {
    let said = process::output(cargo).context("cargo does not say what it has compiled")?;
    let mut packages = BTreeSet::new();
    for line in said.lines() {
        let message: Value = serde_json::from_str(line).context("cargo says no JSON")?;
        if message["reason"] == "compiler-artifact" && is_shipped(&message) {
            packages.extend(package(&message)?);
        }
    }
    Ok(packages)
}

/// The package of an artifact; `None` where it is ours.
fn package(artifact: &Value) -> Result<Option<Package>> {
    let text = |key: &str| {
        let text = artifact[key].as_str();
        text.with_context(|| format!("an artifact without {key}: {artifact}"))
    };
    let folder = Path::new(text("manifest_path")?)
        .parent()
        .unwrap_or(Path::new(""));
    if folder.starts_with(paths::root()) {
        return Ok(None);
    }
    let id = text("package_id")?;
    let (_, id) = id.rsplit_once('#').unwrap_or_default();
    let (name, version) = id
        .split_once('@')
        .with_context(|| format!("a package without name and version: {artifact}"))?;
    Ok(Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        folder: folder.to_owned(),
    }))
}

/// What stands in every module beside the packages.
const STANDARD_LIBRARY: &str =
    "the standard library of Rust, by its contributors (MIT OR Apache-2.0)";

/// What begins the names of files with terms, in lower case.
const TERMS: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];

impl Package {
    fn manifest(&self) -> Result<String> {
        let file = self.folder.join("Cargo.toml");
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    }

    /// Its licence as an SPDX expression.
    fn licence(&self) -> Result<String> {
        let manifest = self.manifest()?;
        let licence = value(&manifest, "license");
        let licence =
            licence.with_context(|| format!("{} {} says no licence", self.name, self.version))?;
        // As it was written before there was a word for it.
        Ok(licence.replace('/', " OR "))
    }

    /// The texts of its files with terms.
    fn terms(&self) -> Result<Vec<String>> {
        let unreadable = || format!("cannot read {}", self.folder.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if entry.path().is_file() && TERMS.iter().any(|it| name.starts_with(it)) {
                files.push(entry.path());
            }
        }
        files.sort_unstable();
        let texts = files.iter().map(|file| {
            let bytes = fs::read(file).with_context(unreadable)?;
            Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
        });
        texts.collect()
    }
}

/// The text of `key` in a manifest as cargo publishes it: a line of its own in the first table.
fn value<'a>(manifest: &'a str, key: &str) -> Option<&'a str> {
    let beginning = format!("{key} = \"");
    let mut lines = manifest.lines();
    lines.find_map(|line| line.strip_prefix(&beginning)?.strip_suffix('"'))
}

/// The terms of `packages`: a line each, which names the texts that follow; those that are the same stand once.
pub(crate) fn terms(packages: &BTreeSet<Package>) -> Result<String> {
    let mut places = BTreeMap::new();
    let (mut lines, mut texts) = (String::new(), String::new());
    for package in packages {
        let mut numbers = Vec::new();
        for text in package.terms()? {
            let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            let next = places.len() + 1;
            let number = *places.entry(words).or_insert(next);
            if number == next {
                texts += &format!("\n[{number}]\n\n{}\n", text.trim_matches('\n'));
            }
            numbers.push(format!("[{number}]"));
        }
        if numbers.is_empty() {
            let manifest = package.manifest()?;
            let address = value(&manifest, "repository").unwrap_or("its authors");
            numbers.push(format!("the text is at {address}"));
        }
        lines += &format!(
            "{} {} ({}): {}\n",
            package.name,
            package.version,
            package.licence()?,
            numbers.join(" ")
        );
    }
    Ok(format!(
        "The page and its trainers contain work of others: {STANDARD_LIBRARY}, and\n\n{lines}{texts}"
    ))
}

/// The bill of materials of a site of `version`: CycloneDX 1.6, with the hashes of `lock`, which is a Cargo.lock.
pub(crate) fn bill(packages: &BTreeSet<Package>, version: &str, lock: &str) -> Result<String> {
    let checksums = checksums(lock);
    let components = packages.iter().map(|package| {
        let Package { name, version, .. } = package;
        let manifest = package.manifest()?;
        let checksum = checksums.get(&(name.as_str(), version.as_str()));
        let hashes = checksum.map(|it| json!({ "alg": "SHA-256", "content": it }));
        let address = value(&manifest, "repository");
        let sources = address.map(|url| json!({ "type": "vcs", "url": url }));
        let purl = format!("pkg:cargo/{name}@{version}");
        Ok(json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "licenses": [{ "expression": package.licence()? }],
            "hashes": hashes.into_iter().collect::<Vec<_>>(),
            "externalReferences": sources.into_iter().collect::<Vec<_>>(),
        }))
    });
    let components: Vec<Value> = components.collect::<Result<_>>()?;
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "matinee",
                "name": "matinee",
                "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

/// The hash of each package of a Cargo.lock, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let packages = lock.split("[[package]]").skip(1);
    let of = |package| {
        let key = (value(package, "name")?, value(package, "version")?);
        Some((key, value(package, "checksum")?))
    };
    packages.filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package with these files beside its manifest.
    fn package(home: &Path, name: &str, files: &[(&str, &str)]) -> Package {
        let folder = home.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nlicense = \"MIT/Apache-2.0\"\n\
             repository = \"https://example.org/{name}\"\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("a file");
        }
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            folder,
        }
    }

    #[test]
    fn the_same_terms_stand_once_and_missing_ones_are_said() {
        let home = tempfile::tempdir().expect("a folder");
        let packages = BTreeSet::from([
            package(home.path(), "a", &[("LICENSE", "Do as you\nlike.\n")]),
            package(home.path(), "b", &[("license.md", "Do as you like.")]),
            package(home.path(), "c", &[("lib.rs", "")]),
        ]);
        let terms = terms(&packages).expect("readable");
        assert_eq!(terms.matches("Do as you").count(), 1, "{terms}");
        assert!(
            terms.contains("\nb 1.0.0 (MIT OR Apache-2.0): [1]\n"),
            "{terms}"
        );
        assert!(
            terms.contains("\nc 1.0.0 (MIT OR Apache-2.0): the text is at https://example.org/c\n")
        );
    }

    #[test]
    fn a_bill_has_each_package_with_its_hash() {
        let home = tempfile::tempdir().expect("a folder");
        let packages = BTreeSet::from([package(home.path(), "a", &[])]);
        let lock = "[[package]]\nname = \"a\"\nversion = \"2.0.0\"\nchecksum = \"ef\"\n\n\
                    [[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n";
        let bill = bill(&packages, "0.1.0", lock).expect("written");
        let bill: Value = serde_json::from_str(&bill).expect("JSON");
        let component = &bill["components"][0];
        assert_eq!(component["purl"], "pkg:cargo/a@1.0.0");
        assert_eq!(component["hashes"][0]["content"], "ab");
        assert_eq!(component["licenses"][0]["expression"], "MIT OR Apache-2.0");
    }

    #[test]
    fn our_own_packages_are_nobody_elses() {
        let artifact = |folder: &Path, id: &str| {
            let manifest = folder.join("Cargo.toml");
            super::package(&json!({ "manifest_path": manifest, "package_id": id }))
        };
        let ours = artifact(
            &paths::root().join("crates/core"),
            "path+file:///x/core#0.1.0",
        );
        assert_eq!(ours.expect("an artifact"), None);
        let elsewhere = std::env::temp_dir();
        let theirs = artifact(&elsewhere, "registry+https://example.org/index#half@2.7.1");
        let theirs = theirs.expect("an artifact").expect("a package");
        assert_eq!(
            (theirs.name.as_str(), theirs.version.as_str()),
            ("half", "2.7.1")
        );
        assert!(artifact(&elsewhere, "half").is_err());
    }
}
