//! Completing the page's source: public files, one style sheet, the script that starts the app, the policy.
//!
//! The sources of the style sheet are a file a component, and a phone would pay for each of them with a
//! round trip before anything is painted. Together they also compress better.
//!
//! The app is fetched when the static page has been painted, not beside it. On a phone's line the app
//! would take its part of what the first paint waits for; and however fast the line is, the paint then
//! never waits for the app. Its scripts are small, and preloaded.
//!
//! index.html carries the content security policy in a meta tag with a placeholder. The inline script that
//! starts the app changes with every build, so the hashes can only be filled in afterwards. A meta tag
//! cannot have `frame-ancestors`, and a static host sends no headers of ours: that another site shows the
//! page in a frame cannot be forbidden. What a frame could gain is little, since nothing here is behind a
//! login; a host that sends headers should add `frame-ancestors 'none'`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::hashed::Hashed;
use crate::paths;

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
        let bytes = paths::read(&file)?;
        let (stem, ending) = name.split_once('.').context("a file without ending")?;
        let bytes = match ending {
            "js" => strip_script(&String::from_utf8(bytes)?)?.into_bytes(),
            _ => bytes,
        };
        let Hashed { name, integrity } = Hashed::write(folder, stem, ending, &bytes)?;
        published += &format!("=\"{base}{name}\" integrity=\"{integrity}\"{rest}");
    }
    Ok(published)
}

/// Without indentation, empty lines and lines that are a comment: what is left is the same to a browser.
///
/// # Errors
/// For a text in backquotes of several lines, which would not be the same, and a comment without an end.
pub(crate) fn strip_script(script: &str) -> Result<String> {
    let mut stripped = String::new();
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        // One that has code behind it stays.
        is_comment |= line.starts_with("/*") && (line.ends_with("*/") || !line.contains("*/"));
        if !(is_comment || line.is_empty() || line.starts_with("//")) {
            ensure!(
                line.matches('`').count() % 2 == 0,
                "a text of several lines in a script: {line}"
            );
            stripped += line;
            stripped.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    ensure!(!is_comment, "a comment of a script does not end");
    Ok(stripped)
}

const LINK: &str = "<link rel=\"stylesheet\"";

/// Puts the style sheets that `html` links, which lie under `root`, into one file of `folder`, in
/// their order, and links that in their place, as it is served under `base`.
///
/// # Errors
/// When a linked file is not there, or imports another.
pub(crate) fn join_styles(html: &str, root: &Path, folder: &Path, base: &str) -> Result<String> {
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
        sheet += &strip_css(&text);
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
fn strip_css(sheet: &str) -> String {
    let lines = sheet.lines().map(str::trim);
    let is_comment = |line: &str| {
        line.starts_with("/*") && line.ends_with("*/") && line.matches("*/").count() == 1
    };
    let lines = lines.filter(|line| !line.is_empty() && !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

const HEAD_END: &str = "</head>";
/// Waits for the first paint; not where nobody sees it, and not for longer than half a second.
const WAIT: &str = include_str!("start.js");

/// Adds elements at the end of the head of `html`.
///
/// # Errors
/// When the page has no head.
pub(crate) fn add_to_head(html: &str, elements: &str) -> Result<String> {
    let (head, body) = html
        .split_once(HEAD_END)
        .context("index.html has no head")?;
    Ok([head, elements, HEAD_END, body].concat())
}

/// Tells the page something by a `meta` element.
///
/// # Errors
/// As [`add_to_head`].
pub(crate) fn add_meta(html: &str, name: &str, content: &str) -> Result<String> {
    let meta = format!("<meta name=\"{name}\" content=\"{content}\" />\n");
    add_to_head(html, &meta)
}

/// Says in the head of `html` where the terms of its data are.
///
/// # Errors
/// When the page has no head.
pub(crate) fn add_licence(html: &str, address: &str) -> Result<String> {
    let link = format!("<link rel=\"license\" href=\"{address}\" />\n");
    add_to_head(html, &link)
}

/// The picture of link previews, beside the page.
pub(crate) const PREVIEW: &str = "preview.png";

/// Says in the head of `html` which address is the page's own, and what others show where they link to it. They
/// take neither from a path.
///
/// # Errors
/// When the page has no head.
pub(crate) fn add_address(html: &str, address: &str) -> Result<String> {
    let elements: [&str; 7] = [
        &format!("<link rel=\"canonical\" href=\"{address}\" />\n"),
        &format!("<meta property=\"og:url\" content=\"{address}\" />\n"),
        &format!("<meta property=\"og:image\" content=\"{address}{PREVIEW}\" />\n"),
        "<meta property=\"og:image:width\" content=\"1200\" />\n",
        "<meta property=\"og:image:height\" content=\"630\" />\n",
        "<meta property=\"og:image:alt\" content=\"Tonight, something you have not seen: three drawn posters, in order.\" />\n",
        "<meta name=\"twitter:card\" content=\"summary_large_image\" />\n",
    ];
    add_to_head(html, &elements.concat())
}

/// Puts the script that starts `app`, which is served under `base`, at the end of the head of `html`.
///
/// # Errors
/// When the page has no head.
pub(crate) fn add_start(html: &str, app: &App, model: &Hashed, base: &str) -> Result<String> {
    let preload = |Hashed { name, integrity }: &Hashed| {
        format!("<link rel=\"modulepreload\" href=\"{base}{name}\" integrity=\"{integrity}\" />\n")
    };
    let fetch = |Hashed { name, integrity }: &Hashed| {
        format!("fetch('{base}{name}', {{ integrity: '{integrity}' }})")
    };
    let script = &app.script.name;
    let start: [&str; 7] = [
        &preload(&app.script),
        &preload(&app.loader),
        &format!(
            "<script type=\"module\">\nimport init, {{ start }} from '{base}{script}';\n{WAIT}"
        ),
        &format!("const model = bytes({});\n", fetch(model)),
        &format!("await init({{ module_or_path: {} }});\n", fetch(&app.wasm)),
        "start(await model);\n",
        "dispatchEvent(new Event('matinee:started'));\n</script>\n",
    ];
    add_to_head(html, &start.concat())
}

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

    mod html {
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
            assert_eq!(fs::read(root.join(name)).expect("the copy"), b"go()\n");
            assert!(attribute(&html, "integrity").is_some_and(|it| it.starts_with("sha384-")));
            assert!(html.ends_with("></script><a href=\"./\">"), "{html}");
        }

        #[test]
        fn the_comments_of_a_script_stay_here() {
            let script = "// Why.\ngo(\"https://x\"); // Here.\n\n  // And why.\n  /**\n   * And what.\n   */\n\
                          \x20 /* Which. */ end(`${1}`);\n";
            let stripped = "go(\"https://x\"); // Here.\n/* Which. */ end(`${1}`);\n";
            assert_eq!(strip_script(script).expect("stripped"), stripped);
            assert!(strip_script("say(`a\n  b`);\n").is_err());
            assert!(strip_script("/* Why\ngo();\n").is_err());
        }

        #[test]
        fn a_page_whose_address_is_known_has_a_preview_at_an_absolute_address() {
            let html = add_address("<head>\n</head>", "https://example.org/m/").expect("a head");
            for line in [
                "<link rel=\"canonical\" href=\"https://example.org/m/\" />",
                "<meta property=\"og:url\" content=\"https://example.org/m/\" />",
                "<meta property=\"og:image\" content=\"https://example.org/m/preview.png\" />",
                "<meta name=\"twitter:card\" content=\"summary_large_image\" />",
            ] {
                assert!(html.contains(line), "{line} is missing: {html}");
            }
        }

        #[test]
        fn a_missing_public_file_is_named() {
            let folder = tempfile::tempdir().expect("a folder");
            let html = "<script src=\"public/gone.js\"></script>";
            let error = publish(html, folder.path(), folder.path(), "/").expect_err("not there");
            assert!(error.to_string().contains("gone.js"), "{error}");
        }
    }

    mod styles {
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
            let joined = join_styles(HTML, folder.path(), folder.path(), "/m/").expect("joined");
            assert_eq!(joined.matches(LINK).count(), 1);
            assert!(joined.contains("integrity=\"sha384-"), "{joined}");
            assert!(joined.contains("icon.svg"), "{joined}");
            let name =
                attribute(joined.lines().nth(1).expect("the link"), "href").expect("an address");
            let file = folder.path().join(name.trim_start_matches("/m/"));
            assert_eq!(
                fs::read_to_string(file).expect("the sheet"),
                "@layer a {\np {\nmargin: 0;\n}\n}\n@layer b {\np {\nmargin: 1px; /* Not 0. */\n}\n}\n"
            );
        }

        #[test]
        fn a_missing_sheet_is_named() {
            let folder = tempfile::tempdir().expect("a folder");
            let error = join_styles(HTML, folder.path(), folder.path(), "/m/")
                .expect_err("nothing is there");
            assert!(error.to_string().contains("a.css"), "{error}");
        }
    }

    mod start {
        use super::*;

        fn started() -> String {
            let file = |name: &str| Hashed {
                name: name.to_owned(),
                integrity: format!("sha384-of-{name}"),
            };
            let app = App {
                script: file("app-1.js"),
                loader: file("later-1.js"),
                wasm: file("app-2.wasm"),
            };
            let model = file("model-3.matinee");
            add_start("<head>\n</head><body></body>", &app, &model, "/m/").expect("a head")
        }

        #[test]
        fn the_app_is_fetched_after_the_wait_and_checked() {
            let html = started();
            let place = |text: &str| html.find(text).expect(text);
            let fetch = place("fetch('/m/app-2.wasm', { integrity: 'sha384-of-app-2.wasm' })");
            assert!(place("import init, { start } from '/m/app-1.js'") < place("getEntriesByType"));
            assert!(place("getEntriesByType") < fetch);
            assert!(fetch < place("</head>"));
        }

        #[test]
        fn the_model_is_fetched_beside_the_app_and_checked() {
            let html = started();
            let place = |text: &str| html.find(text).expect(text);
            let fetch =
                place("fetch('/m/model-3.matinee', { integrity: 'sha384-of-model-3.matinee' })");
            assert!(place("getEntriesByType") < fetch);
            assert!(fetch < place("await init"));
            assert!(place("await init") < place("start(await model)"));
        }

        #[test]
        fn the_scripts_are_preloaded_and_checked() {
            let html = started();
            for name in ["app-1.js", "later-1.js"] {
                let link = format!("href=\"/m/{name}\" integrity=\"sha384-of-{name}\"");
                assert!(
                    html.contains(&format!("<link rel=\"modulepreload\" {link}")),
                    "{html}"
                );
            }
        }

        #[test]
        fn a_page_without_a_head_is_refused() {
            let app = Hashed {
                name: String::new(),
                integrity: String::new(),
            };
            let again = || Hashed {
                name: app.name.clone(),
                integrity: app.integrity.clone(),
            };
            let app = App {
                script: again(),
                loader: again(),
                wasm: again(),
            };
            assert!(add_start("<body></body>", &app, &again(), "/").is_err());
        }
    }

    mod csp {
        use super::*;

        /// A page with the scripts `body`.
        fn page(body: &str) -> String {
            format!("<head><meta {META} content=\"script-src 'self' {PLACEHOLDER}\"></head>{body}")
        }

        #[test]
        fn inline_scripts_are_hashed_exactly_as_written() {
            // The example of the CSP specification: alert('Hello, world.');
            let sealed = seal(&page("<script>alert('Hello, world.');</script>")).expect("valid");
            assert!(
                sealed.contains("'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='")
            );
        }

        #[test]
        fn scripts_with_a_source_need_no_hash() {
            let sealed =
                seal(&page("<script type=\"module\" src=\"a.js\"></script>")).expect("valid");
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
}
