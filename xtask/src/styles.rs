//! One style sheet instead of many.
//!
//! The sources are a file a component, and a phone pays for each of them with a round trip before
//! anything is painted. Together they also compress better.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::hashed::Hashed;
use crate::html::attribute;

const LINK: &str = "<link rel=\"stylesheet\"";

/// Puts the style sheets that `html` links, which lie under `root`, into one file of `folder`, in
/// their order, and links that in their place, as it is served under `base`.
///
/// # Errors
/// When a linked file is not there, or imports another.
pub(crate) fn join(html: &str, root: &Path, folder: &Path, base: &str) -> Result<String> {
    let mut rest = String::new();
    let mut sheet = String::new();
    let mut place = None;
    for line in html.split_inclusive('\n') {
        if !line.trim_start().starts_with(LINK) {
            rest += line;
            continue;
        }
        let name = attribute(line, "href").with_context(|| format!("a link to nothing: {line}"))?;
        let file = root.join(name);
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        place.get_or_insert(rest.len());
        sheet += &squeeze(&text);
    }
    let place = place.context("index.html links no style sheet")?;
    ensure!(
        !sheet.contains("@import"),
        "a style sheet has an @import: link it in index.html"
    );
    let Hashed { name, integrity } = Hashed::write(folder, "style", "css", sheet.as_bytes())?;
    let link = format!("    {LINK} href=\"{base}{name}\" integrity=\"{integrity}\" />\n");
    rest.insert_str(place, &link);
    Ok(rest)
}

/// Without indentation, empty lines and lines that are a comment: what is left is the same to a
/// browser.
fn squeeze(sheet: &str) -> String {
    let lines = sheet.lines().map(str::trim);
    let is_comment = |line: &str| {
        line.starts_with("/*") && line.ends_with("*/") && line.matches("*/").count() == 1
    };
    let lines = lines.filter(|line| !line.is_empty() && !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n  <link rel=\"stylesheet\" href=\"a.css\" />\n  \
                        <link rel=\"stylesheet\" href=\"b.css\" />\n  <link rel=\"icon\" \
                        href=\"/m/icon.svg\"/>\n</head>\n";

    #[test]
    fn one_link_is_left_whose_file_has_all_rules_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name, text| fs::write(folder.path().join(name), text).expect("a file");
        write(
            "a.css",
            "/* First. */\n@layer a {\n  p {\n    margin: 0;\n  }\n}\n",
        );
        write(
            "b.css",
            "@layer b {\n  p {\n    margin: 1px; /* Not 0. */\n  }\n}\n",
        );
        let joined = join(HTML, folder.path(), folder.path(), "/m/").expect("joined");
        assert_eq!(joined.matches(LINK).count(), 1);
        assert!(joined.contains("integrity=\"sha384-"), "{joined}");
        assert!(joined.contains("icon.svg"), "{joined}");
        let name = attribute(joined.lines().nth(1).expect("the link"), "href").expect("an address");
        let file = folder.path().join(name.trim_start_matches("/m/"));
        assert_eq!(
            fs::read_to_string(file).expect("the sheet"),
            "@layer a {\np {\nmargin: 0;\n}\n}\n@layer b {\np {\nmargin: 1px; /* Not 0. */\n}\n}\n"
        );
    }

    #[test]
    fn a_missing_sheet_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = join(HTML, folder.path(), folder.path(), "/m/").expect_err("nothing is there");
        assert!(error.to_string().contains("a.css"), "{error}");
    }
}
