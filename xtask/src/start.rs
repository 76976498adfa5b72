//! The app is fetched when the static page has been painted, not beside it.
//!
//! On a phone's line the app would take its part of what the first paint waits for; and however fast
//! the line is, the paint then never waits for the app. Its scripts are small, and preloaded.

use anyhow::{Context, Result};

use crate::app::App;
use crate::hashed::Hashed;

const HEAD_END: &str = "</head>";
/// Waits for the first paint; not where nobody sees it, and not for longer than half a second.
const WAIT: &str = include_str!("start.js");

/// Puts the script that starts `app`, which is served under `base`, at the end of the head of `html`.
///
/// # Errors
/// When the page has no head.
pub(crate) fn add(html: &str, app: &App, base: &str) -> Result<String> {
    let (head, body) = html
        .split_once(HEAD_END)
        .context("index.html has no head")?;
    let preload = |Hashed { name, integrity }: &Hashed| {
        format!("<link rel=\"modulepreload\" href=\"{base}{name}\" integrity=\"{integrity}\" />\n")
    };
    let (script, wasm) = (&app.script.name, &app.wasm);
    let fetch = format!(
        "fetch('{base}{}', {{ integrity: '{}' }})",
        wasm.name, wasm.integrity
    );
    Ok([
        head,
        &preload(&app.script),
        &preload(&app.loader),
        &format!("<script type=\"module\">\nimport init from '{base}{script}';\n{WAIT}"),
        &format!("await init({{ module_or_path: {fetch} }});\n"),
        "dispatchEvent(new Event('matinee:started'));\n</script>\n",
        HEAD_END,
        body,
    ]
    .concat())
}

#[cfg(test)]
mod tests {
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
        add("<head>\n</head><body></body>", &app, "/m/").expect("a head")
    }

    #[test]
    fn the_app_is_fetched_after_the_wait_and_checked() {
        let html = started();
        let place = |text: &str| html.find(text).expect(text);
        let fetch = place("fetch('/m/app-2.wasm', { integrity: 'sha384-of-app-2.wasm' })");
        assert!(place("import init from '/m/app-1.js'") < place("getEntriesByType"));
        assert!(place("getEntriesByType") < fetch);
        assert!(fetch < place("</head>"));
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
        assert!(add("<body></body>", &app, "/").is_err());
    }
}
