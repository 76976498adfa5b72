//! The content security policy of the built page.
//!
//! index.html carries the policy in a meta tag with a placeholder. The inline
//! script that starts the app changes with every build, so the hashes can only
//! be filled in afterwards.
//!
//! A meta tag cannot have `frame-ancestors`, and a static host sends no headers of ours: that another site
//! shows the page in a frame cannot be forbidden. What a frame could gain is little, since nothing here is
//! behind a login; a host that sends headers should add `frame-ancestors 'none'`.

use anyhow::{Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const PLACEHOLDER: &str = "'sha256-PLACEHOLDER'";
const META: &str = "http-equiv=\"Content-Security-Policy\"";

/// Puts the SHA-256 of each inline script of `html` in the place of the placeholder.
///
/// # Errors
/// When the page has no policy, has it after something that it should govern, or has no
/// placeholder for a script that it contains.
pub(crate) fn seal(html: &str) -> Result<String> {
    let Some(policy) = html.find(META) else {
        bail!("index.html has no <meta {META} …>: add one as the first element of its head");
    };
    for early in ["<script", "<style", "<link"] {
        ensure!(
            html.find(early).is_none_or(|found| found > policy),
            "index.html has a {early}> before its content security policy, which does not govern \
             it then: make the policy the first element of head"
        );
    }
    let hashes: Vec<String> = inline_scripts(html).map(source).collect();
    ensure!(
        hashes.is_empty() || html.contains(PLACEHOLDER),
        "index.html has inline scripts, but its policy's script-src has no {PLACEHOLDER}"
    );
    Ok(html.replace(PLACEHOLDER, &hashes.join(" ")))
}

/// The texts of the scripts that have no `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|script| {
        let (attributes, rest) = script.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!attributes
            .split_whitespace()
            .any(|word| word.starts_with("src=")))
        .then_some(text)
    })
}

fn source(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with the scripts `body`.
    fn page(body: &str) -> String {
        format!("<head><meta {META} content=\"script-src 'self' {PLACEHOLDER}\"></head>{body}")
    }

    #[test]
    fn inline_scripts_are_hashed_exactly_as_written() {
        // The example of the CSP specification: alert('Hello, world.');
        let sealed = seal(&page("<script>alert('Hello, world.');</script>")).expect("valid");
        assert!(sealed.contains("'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"));
    }

    #[test]
    fn scripts_with_a_source_need_no_hash() {
        let sealed = seal(&page("<script type=\"module\" src=\"a.js\"></script>")).expect("valid");
        assert!(!sealed.contains("sha256"));
    }

    #[test]
    fn every_inline_script_has_its_hash() {
        let sealed = seal(&page(
            "<script>a</script><script type=\"module\">b</script>",
        ));
        assert_eq!(sealed.expect("valid").matches("'sha256-").count(), 2);
    }

    #[test]
    fn a_page_without_policy_or_placeholder_is_refused() {
        assert!(seal("<head></head>").is_err());
        assert!(seal(&page("<script>a</script>").replace(PLACEHOLDER, "")).is_err());
    }

    #[test]
    fn a_policy_after_a_script_is_refused() {
        assert!(seal(&format!("<script>a</script>{}", page(""))).is_err());
    }
}
