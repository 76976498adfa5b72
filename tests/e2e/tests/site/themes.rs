//! Light and dark are both designed.

use anyhow::{Context, Result};
use matinee_e2e::{Look, RecommendPage, prepare};

/// WCAG relative luminance, 0 (black) to 1 (white), of what the browser paints for a CSS colour.
const LUMINANCE: &str = "
  const paint = document.createElement('canvas').getContext('2d');
  const of = (colour) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const linear = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((byte) => byte / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const style = getComputedStyle(document.body);
  const root = getComputedStyle(document.documentElement);
  const clear = 'rgba(0, 0, 0, 0)';
  const ground = style.backgroundColor === clear ? root.backgroundColor : style.backgroundColor;
  return [of(ground), of(style.color)];";

/// Luminance of the page's background and of its text.
async fn luminances(page: &RecommendPage, look: Look) -> Result<(f64, f64)> {
    page.look(look).await?;
    page.go("?user=500&k=10").await?;
    let pair: Vec<f64> = page.evaluate(LUMINANCE).await?;
    let [ground, ink] = <[f64; 2]>::try_from(pair)
        .ok()
        .context("two colours were asked for")?;
    Ok((ground, ink))
}

/// WCAG contrast ratio.
fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn a_visitor_who_prefers_dark_gets_light_text_on_dark() {
    prepare(async |page| {
        let (ground, ink) = luminances(&page, Look::Dark).await?;
        assert!(ground < ink, "ground {ground}, ink {ink}");
        assert!(contrast(ground, ink) >= 7.0, "ground {ground}, ink {ink}");
        Ok(())
    });
}

#[test]
fn a_visitor_who_prefers_light_gets_dark_text_on_light() {
    prepare(async |page| {
        let (ground, ink) = luminances(&page, Look::Light).await?;
        assert!(ground > ink, "ground {ground}, ink {ink}");
        assert!(contrast(ground, ink) >= 7.0, "ground {ground}, ink {ink}");
        Ok(())
    });
}
