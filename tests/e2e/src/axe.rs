//! axe-core, which looks for what keeps people out.

use std::fmt;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::page::RecommendPage;

/// Runs every rule of WCAG 2.0 to 2.2, level A and AA, and axe's best practices.
const RUN: &str = r#"
const done = arguments[arguments.length - 1];
axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations"],
}).then(
  ({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => ({ rule: id, help, element: target.join(" ") })))),
  (error) => done(String(error)),
);
"#;

/// A rule that an element breaks.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of it, such as `image-alt`.
    pub rule: String,
    /// What it asks for.
    pub help: String,
    /// A selector of the element.
    pub element: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            help,
            element,
        } = self;
        write!(f, "{rule} ({help}): {element}")
    }
}

impl RecommendPage {
    /// What axe objects to on the page as it is now.
    ///
    /// # Errors
    /// When axe-core is missing or does not run.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        let is_there: bool = self.evaluate("return 'axe' in window").await?;
        if !is_there {
            self.evaluate::<Value>(&self.stage().axe()?).await?;
        }
        let answer = self.driver().execute_async(RUN, Vec::new()).await?;
        let found = answer.convert();
        found.with_context(|| format!("axe does not run: {}", answer.json()))
    }
}
