//! What must hold wherever a visitor gets to: every state is brought about once on a phone and once at a
//! desk, and everything is asked of it there, in windows of all widths that count as such.
//!
//! The questions are in the modules that they are named after.

use anyhow::Result;
use matinee_e2e::{Findings, HEIGHT, Part, RecommendPage, in_every_state};

use super::{accessible, origin, targets, widths};

/// Widths, CSS pixels, of the windows that states are brought about in.
const PHONE: u32 = 360;
const DESK: u32 = 1280;

/// What makes a state: how much there is, what of it is unfolded, where the focus is. The bar with the answer
/// comes and goes with what is in sight.
const STATE: &str = "const n = (selector) => document.querySelectorAll(selector).length;
    const { tagName, id } = document.activeElement;
    return `${n('#app *') - n('.answer, .answer *')} elements, ${n('[aria-expanded=true]')} expanded, `
      + `${n('details[open]')} open, focus on ${tagName} ${id}`;";

/// What was done to the state between two looks at it: then something was asked of another one.
async fn difference(page: &RecommendPage, before: &str) -> Result<Option<String>> {
    let now: String = page.evaluate(STATE).await?;
    Ok((now != before).then(|| format!("{before}, and then {now}")))
}

/// Asks what is the same for every window, of a page that nothing was done to yet.
async fn ask_anywhere(page: &RecommendPage, findings: &mut Findings) {
    findings.note("origin", origin::objections(page).await);
    findings.note("targets", targets::too_small(page).await);
    findings.note("axe", accessible::objections(page).await);
}

/// Asks for texts that are cut off in windows of these widths, where a reader sets them wider.
async fn ask_spaced(page: &RecommendPage, widths: &[u32], findings: &mut Findings) -> Result<()> {
    page.space_out().await?;
    for &width in widths {
        page.draw_at(width, HEIGHT).await?;
        let question = format!("cut off at {width} px, set wider");
        findings.note(&question, page.cut_off().await);
    }
    page.space_back().await
}

/// Opens everything, and asks whether that is wider than windows of these widths. The last question:
/// what was opened stays so.
async fn ask_opened(page: &RecommendPage, widths: &[u32], findings: &mut Findings) -> Result<()> {
    widths::open_everything(page).await?;
    for &width in widths {
        page.draw_at(width, HEIGHT).await?;
        let question = format!("wider than {width} px");
        findings.note(&question, widths::too_wide(page).await);
    }
    Ok(())
}

fn on_a_phone(part: Part) {
    in_every_state(&part.states(), PHONE, async |page, findings| {
        let before: String = page.evaluate(STATE).await?;
        ask_anywhere(page, findings).await;
        ask_spaced(page, &[375, 320], findings).await?;
        page.draw_at(page.at_least(256), HEIGHT).await?;
        findings.note("cut off at 256 px", page.cut_off().await);
        findings.note("left alone", difference(page, &before).await);
        ask_opened(page, &[320, 360], findings).await
    });
}

fn at_a_desk(part: Part) {
    in_every_state(&part.states(), DESK, async |page, findings| {
        let before: String = page.evaluate(STATE).await?;
        ask_anywhere(page, findings).await;
        ask_spaced(page, &[DESK], findings).await?;
        findings.note("left alone", difference(page, &before).await);
        ask_opened(page, &[DESK, 768], findings).await
    });
}

#[test]
fn lists_at_a_desk() {
    at_a_desk(Part::List);
}

#[test]
fn lists_on_a_phone() {
    on_a_phone(Part::List);
}

#[test]
fn the_visitor_at_a_desk() {
    at_a_desk(Part::You);
}

#[test]
fn the_visitor_on_a_phone() {
    on_a_phone(Part::You);
}

#[test]
fn training_at_a_desk() {
    at_a_desk(Part::Train);
}

#[test]
fn training_on_a_phone() {
    on_a_phone(Part::Train);
}

#[test]
fn evidence_at_a_desk() {
    at_a_desk(Part::Evidence);
}

#[test]
fn evidence_on_a_phone() {
    on_a_phone(Part::Evidence);
}
