//! What the site says of the work of others in it.

use std::fs;

use anyhow::{Context, Result};
use matinee_e2e::visit;

#[test]
fn the_terms_of_everything_that_is_shipped_are_a_file_of_the_site() {
    visit("?user=500&k=10", async |page| {
        let dist = &page.stage().dist;
        let terms = fs::read_to_string(dist.join("LICENSE.txt"))?;
        let bill = fs::read_to_string(dist.join("sbom.cdx.json"))?;
        let bill: serde_json::Value = serde_json::from_str(&bill)?;
        let text = |it: &serde_json::Value| it.as_str().map(str::to_owned);
        let packages = bill["components"].as_array().context("components")?;
        let packages = packages.iter().map(|it| {
            let name = text(&it["name"]).context("a name")?;
            let version = text(&it["version"]).context("a version")?;
            let licence = text(&it["licenses"][0]["expression"]).context("a licence")?;
            Ok((format!("\n{name} {version} ({licence}): "), name))
        });
        let packages: Vec<(String, String)> = packages.collect::<Result<_>>()?;
        for (line, name) in &packages {
            assert!(terms.contains(line), "the terms of {name} are missing");
        }
        // One of the page, one of the trainers, one that writes scripts; none that only builds or tests.
        let has = |name: &str| packages.iter().any(|(_, it)| it == name);
        for name in ["leptos", "burn-ndarray", "wasm-bindgen-cli-support"] {
            assert!(has(name), "{name}");
        }
        for name in ["clap", "thirtyfour", "ureq"] {
            assert!(!has(name), "{name}");
        }
        // The page links them.
        page.find(".footer-links a[href$=\"LICENSE.txt\"]").await?;
        Ok(())
    });
}
