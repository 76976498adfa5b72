//! Reading and completing the page's source.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::hashed::Hashed;

/// What `html` names of the folder `public/` begins with this.
const PUBLIC: &str = "=\"public/";

/// The value of an attribute of `tag`, which is written as `name="value"`.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next()
}

/// Copies what `html` takes from `public/`, which lies under `root`, into `folder` under names with
/// hashes, and has `html` take them from there, as they are served under `base`.
///
/// # Errors
/// When a file is not there.
pub(crate) fn publish(html: &str, root: &Path, folder: &Path, base: &str) -> Result<String> {
    let mut parts = html.split(PUBLIC);
    let mut published = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('"').context("an attribute does not end")?;
        let file = root.join("public").join(name);
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let (stem, ending) = name.split_once('.').context("a file without ending")?;
        let Hashed { name, integrity } = Hashed::write(folder, stem, ending, &bytes)?;
        published += &format!("=\"{base}{name}\" integrity=\"{integrity}\"{rest}");
    }
    Ok(published)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_takes_from_the_public_files_is_named_by_its_hash_and_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("public")).expect("a folder");
        fs::write(root.join("public/boot.js"), "go()").expect("a file");
        let html = "<script src=\"public/boot.js\"></script><a href=\"./\">";
        let html = publish(html, root, root, "/m/").expect("published");
        let name = attribute(&html, "src").expect("an address");
        let name = name.strip_prefix("/m/").expect("under the base");
        assert_eq!(fs::read(root.join(name)).expect("the copy"), b"go()");
        assert!(attribute(&html, "integrity").is_some_and(|it| it.starts_with("sha384-")));
        assert!(html.ends_with("></script><a href=\"./\">"), "{html}");
    }

    #[test]
    fn a_missing_public_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let html = "<script src=\"public/gone.js\"></script>";
        let error = publish(html, folder.path(), folder.path(), "/").expect_err("not there");
        assert!(error.to_string().contains("gone.js"), "{error}");
    }
}
