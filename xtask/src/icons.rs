//! `icons`: the PNGs of `public/`, drawn by Chromium from the SVGs in `xtask/drawings` and of the icon. They are
//! committed: a picture of a text depends on the fonts of the machine, and a site should not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::steps::Steps;
use crate::{browser, html, paths, png};

/// A file of `public/`, the drawing that it is made of, its width and height.
const PICTURES: [(&str, &str, [u32; 2]); 5] = [
    ("icon-192.png", "public/icon.svg", [192, 192]),
    ("icon-512.png", "public/icon.svg", [512, 512]),
    (
        "icon-maskable-512.png",
        "xtask/drawings/icon-maskable.svg",
        [512, 512],
    ),
    // iOS rounds the corners itself, and fills what is transparent with black.
    (
        "apple-touch-icon.png",
        "xtask/drawings/icon-maskable.svg",
        [180, 180],
    ),
    (html::PREVIEW, "xtask/drawings/preview.svg", [1200, 630]),
];

/// A page that paints a picture and is then its pixels as a text.
const PAGE: &str = include_str!("icons.html");
const MARK: &str = "<body>painted ";

/// Draws all of them.
pub(crate) fn draw(steps: &mut Steps) -> Result<()> {
    browser::ensure_driver(steps)?;
    let program = browser::browser()?;
    for (name, drawing, size) in PICTURES {
        let file = paths::root().join("public").join(name);
        steps.take(&format!("draw {name}"), || {
            let drawing =
                fs::read(paths::root().join(drawing)).context("cannot read the drawing")?;
            let png = painted(&program, &drawing, size)?;
            fs::write(&file, png).with_context(|| format!("cannot write {}", file.display()))
        })?;
    }
    Ok(())
}

/// The PNG of an SVG in this size.
fn painted(program: &Path, drawing: &[u8], [width, height]: [u32; 2]) -> Result<Vec<u8>> {
    let page = PAGE
        .replace("%WIDTH%", &width.to_string())
        .replace("%HEIGHT%", &height.to_string())
        .replace("%SVG%", &STANDARD.encode(drawing));
    let folder = std::env::temp_dir().join(format!("matinee-icons-{}", std::process::id()));
    fs::create_dir_all(&folder).context("cannot make a folder")?;
    let file = folder.join("icons.html");
    fs::write(&file, page).context("cannot write the page that paints")?;
    let mut chromium = Command::new(program);
    chromium
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=10000",
        ])
        .arg("--dump-dom")
        .arg(&file)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let output = chromium.output().context("cannot start Chromium")?;
    let _ = fs::remove_dir_all(&folder);
    let text = String::from_utf8_lossy(&output.stdout);
    let pixels = text
        .split_once(MARK)
        .and_then(|(_, rest)| rest.split('<').next());
    let pixels = pixels.context("Chromium painted nothing")?;
    let pixels = STANDARD
        .decode(pixels.trim())
        .context("Chromium did not write pixels")?;
    let (pixels, _) = pixels.as_chunks();
    png::encode(pixels, [width, height])
}
