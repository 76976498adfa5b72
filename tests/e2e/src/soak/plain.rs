//! The first kind of soak: one document in which nothing goes wrong from outside, whose memory is measured at rest.

use std::fmt;

use anyhow::{Result, ensure};

use super::memory::Memory;
use super::visitor::{Peak, SHOW_ALL, TOLD_EVERY, Visitor};
use super::{Plan, prepare_soak};
use crate::desk::YOU;
use crate::page::RecommendPage;

/// What comes first and is not measured: a tenth of all acts.
const WARM_UP: usize = 10;
/// By how much memory may grow, of what it was.
const MOST_GROWTH: f64 = 0.05;
/// Acts after the measurement, whose outcome is looked for in a document that is loaded anew.
const LAST: usize = 40;

/// Through all views and with all that can be set as it was, but for what was rated and put aside.
const REST: &str = r#"async () => {
    go("?user=you&k=10&view=train");
    await rest();
    go("?user=you&k=10&view=evidence");
    await rest();
    await until(() => find("[data-test=figure]"), "a figure is drawn");
    find(".theme-choice input[value='']").click();
    go("?user=you&k=10");
    await rest();
    scrollTo({ top: 0, behavior: "instant" });
    return [];
}"#;

const CLEAR: &str = r#"() => {
    const clear = find("[data-test=clear]:not([hidden])");
    if (!clear) return [];
    clear.click();
    return ["clear"];
}"#;

/// Puts back all that is put aside for somebody.
const PUT_BACK: &str = r#"async () => {
    const whose = "WHOSE";
    go(`?user=${whose}&k=10`);
    await rest();
    await until(() => find(".aside-row"), "something is put aside");
    const did = [];
    for (let row = find(".aside-row"); row; row = find(".aside-row")) {
      did.push({ mark: { viewer: whose, movie: name(find(".title-link", row)), mark: null } });
      find("button", row).click();
      await frame();
    }
    return did;
}"#;

/// Fills what can be undone with edits of one size.
const FILL_MEMORY: &str = r#"async () => {
    const did = [];
    const tile = find("[data-test=starter] > li");
    const [star, back] = [find("input", tile), find(".rate-back", tile)];
    star.focus();
    press(tile, "ArrowRight");
    for (let n = 0; n < 25; n += 1) {
      star.click();
      did.push({ rate: { movie: movie_of(star), stars: star.value } });
      await frame();
      back.click();
      did.push({ rate: { movie: movie_of(star), stars: null } });
      await frame();
    }
    return did;
}"#;

/// What a soak has come to.
#[derive(Clone, Debug)]
pub struct Soaked {
    /// What became of the memory, where the engine tells of it.
    pub growth: Option<Growth>,
    /// How often each act was done, the most frequent first.
    pub counts: Vec<(&'static str, usize)>,
}

/// A page's memory at rest.
#[derive(Clone, Debug)]
pub struct Growth {
    /// After the warm-up.
    pub before: Memory,
    /// At the end.
    pub after: Memory,
    /// The acts for which the WebAssembly's part grew.
    pub peaks: Vec<Peak>,
}

/// Does as the plan says in one document, and looks for what came of it in one that is loaded anew.
///
/// # Errors
/// When anything goes wrong: with the seed and the last acts.
pub async fn soak(page: &RecommendPage, plan: Plan) -> Result<Soaked> {
    let mut visitor = Visitor::new(page, plan, 1).await?;
    prepare_soak(visitor.page).await?;
    page.go(YOU).await?;
    visitor.agrees().await?;
    let warm_up = plan.n_acts / WARM_UP;
    while visitor.n_done() < warm_up {
        visitor.act(|_| true).await?;
    }
    let before = at_rest(&mut visitor).await?;
    while visitor.n_done() < plan.n_acts {
        visitor.act(|_| true).await?;
        if visitor.n_done().is_multiple_of(TOLD_EVERY) {
            let [n_ratings, n_aside] = visitor.oracle.n_stored();
            eprintln!(
                "    {} acts; {n_ratings} ratings and {n_aside} movies put aside are there",
                visitor.n_done()
            );
        }
    }
    visitor
        .does_by("shows all that was rated", SHOW_ALL)
        .await?;
    let after = at_rest(&mut visitor).await?;
    let counts = visitor.counts();
    for _ in 0..LAST {
        visitor.act(|_| true).await?;
    }
    page.reload().await?;
    visitor.oracle.reload(0);
    visitor.agrees().await?;
    visitor
        .does_by("shows all that was rated", SHOW_ALL)
        .await?;
    let peaks = visitor.peaks().to_vec();
    let growth = before.zip(after);
    Ok(Soaked {
        growth: growth.map(|(before, after)| Growth {
            before,
            after,
            peaks,
        }),
        counts,
    })
}

/// Takes back all that was done, and measures the memory.
async fn at_rest(visitor: &mut Visitor<'_>) -> Result<Option<Memory>> {
    visitor.does_by("comes to rest", REST).await?;
    visitor.does_by("takes all stars back", CLEAR).await?;
    for whose in visitor.oracle.who_put_aside() {
        let script = PUT_BACK.replace("WHOSE", &whose);
        visitor.does_by("puts all back", &script).await?;
    }
    visitor.does_by("comes to rest", REST).await?;
    visitor.does_by("rates and takes back", FILL_MEMORY).await?;
    visitor.does_by("comes to rest", REST).await?;
    ensure!(
        visitor.oracle.n_stored() == [0, 0],
        "something is left after all was taken back"
    );
    Memory::of(visitor.page).await
}

impl Growth {
    /// By how much memory has grown, of what it was.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.after.bytes() as f64 / self.before.bytes() as f64 - 1.0
    }

    /// Expects memory not to have grown.
    ///
    /// # Errors
    /// When it has, by more than 5 %.
    pub fn check(&self) -> Result<()> {
        ensure!(self.share() <= MOST_GROWTH, "memory has grown\n{self}");
        Ok(())
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            after,
            peaks,
        } = self;
        let percent = self.share() * 100.0;
        write!(
            f,
            "memory {percent:+.1} %\n    after the warm-up {before}\n    at the end        {after}"
        )?;
        for Peak {
            n_done,
            name,
            bytes,
        } in peaks
        {
            let mb = *bytes as f64 / 1e6;
            write!(
                f,
                "\n    act {n_done:>5}: WebAssembly grew to {mb:.2} MB ({name})"
            )?;
        }
        Ok(())
    }
}
