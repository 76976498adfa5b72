//! The app is fetched when the static page has been painted, not beside it.
//!
//! Trunk writes a preload for the app's WebAssembly, with its hash, and a script that starts it.
//! The one goes, the other gets the hash and waits: on a phone's line the app would take its part
//! of what the first paint waits for, and however fast the line is, the paint then never waits for
//! the app.

use anyhow::{Context, Result, ensure};

use crate::html::attribute;

const PRELOAD: &str = "<link rel=\"preload\"";
/// After this the browser has what it needs to start the app.
const IMPORT: &str = "<script type=\"module\">\nimport init, ";
/// Waits for the first paint; not where nobody sees it, and not for longer than half a second.
const WAIT: &str = include_str!("start.js");

/// Has the script of `html` wait for the first paint before it fetches the app.
///
/// # Errors
/// When the page is not as Trunk writes it.
pub(crate) fn defer(html: &str) -> Result<String> {
    let (before, rest) = (html.split_once(PRELOAD)).context("Trunk preloads no WebAssembly")?;
    let (preload, after) = rest.split_once('>').context("the preload does not end")?;
    let get = |name| attribute(preload, name).with_context(|| format!("a preload without {name}"));
    let (app, integrity) = (get("href")?, get("integrity")?);
    let html = [before, after].concat();

    let (head, script) = (html.split_once(IMPORT)).context("no script starts the app")?;
    let (import, start) = script.split_once('\n').context("the script has one line")?;
    let address = format!("module_or_path: '{app}'");
    ensure!(
        start.contains(&address),
        "the script does not fetch what is preloaded, {app}"
    );
    let fetch = format!("module_or_path: fetch('{app}', {{ integrity: '{integrity}' }})");
    let start = start.replacen(&address, &fetch, 1);
    Ok([head, IMPORT, import, WAIT, &start].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Trunk writes it.
    const HTML: &str = "<head>
<script type=\"module\">
import init, * as bindings from '/m/app-1.js';
const wasm = await init({ module_or_path: '/m/app-1_bg.wasm' });
</script>
  <link rel=\"modulepreload\" href=\"/m/app-1.js\" integrity=\"sha384-a\">\
  <link rel=\"preload\" href=\"/m/app-1_bg.wasm\" crossorigin=\"anonymous\" \
  integrity=\"sha384-b\" as=\"fetch\" type=\"application/wasm\"></head>
";

    #[test]
    fn the_app_is_fetched_after_the_wait_and_checked() {
        let html = defer(HTML).expect("as Trunk writes it");
        assert!(!html.contains(PRELOAD), "{html}");
        let place = |text: &str| html.find(text).expect(text);
        let fetch = place("fetch('/m/app-1_bg.wasm', { integrity: 'sha384-b' })");
        assert!(place("import init") < place("getEntriesByType"));
        assert!(place("getEntriesByType") < fetch);
    }

    #[test]
    fn the_script_itself_is_still_preloaded() {
        let html = defer(HTML).expect("as Trunk writes it");
        assert!(html.contains("<link rel=\"modulepreload\" href=\"/m/app-1.js\""));
    }

    #[test]
    fn a_page_that_is_written_in_another_way_is_refused() {
        let other = HTML.replace("module_or_path: ", "");
        let error = defer(&other).expect_err("another script");
        assert!(error.to_string().contains("/m/app-1_bg.wasm"), "{error}");
        assert!(defer("<head></head>").is_err());
    }
}
