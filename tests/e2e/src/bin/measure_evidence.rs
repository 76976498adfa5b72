//! The Evidence view: how soon its first figure is there, and how long the page does not answer at most while it opens,
//! while it is scrolled through and at every step of its controls. As a table or, with `--json`, as JSON.

use anyhow::{Context, Result};
use matinee_e2e::{GAPS, Line, RecommendPage, median, prepare};
use serde_json::{Value, json};

/// Times that the view is opened.
const VISITS: usize = 5;

/// Window sizes: of a laptop and of a phone.
const SIZES: [[u32; 2]; 2] = [[1280, 800], [360, 740]];

/// A slow phone.
const SLOW: Line = Line {
    slower: 4.0,
    ..Line::SLOW
};

/// Presses the third tab; milliseconds until its first figure is painted.
const OPEN: &str = "const [done] = arguments;
    const start = performance.now();
    const look = () => document.querySelector('[data-test=figure] svg')
      ? setTimeout(() => done(performance.now() - start))
      : requestAnimationFrame(look);
    window.longestGap = 0;
    document.querySelector('.views a:nth-child(3)').click();
    requestAnimationFrame(look);";

/// Scrolls to the end, half a window at a time, each painted.
const SCROLL: &str = "const [done] = arguments;
    window.longestGap = 0;
    let y = 0;
    const on = () => {
      y += innerHeight / 2;
      scrollTo({ top: y, behavior: 'instant' });
      requestAnimationFrame(() => setTimeout(y < document.body.scrollHeight ? on : () => done(window.longestGap)));
    };
    on();";

/// What a reader can do there.
const LIVE_STEPS: &str = include_str!("../live_steps.js");

/// Controls that are named.
const WORST: usize = 5;

fn main() {
    let mut reports = Vec::new();
    for size in SIZES {
        prepare(async |page| {
            reports.push(Report::measure(&page, size).await?);
            Ok(())
        });
    }
    for report in &reports {
        report.print();
    }
}

/// Of one size of the window; milliseconds.
struct Report {
    size: [u32; 2],
    first_figure: f64,
    opening_gap: f64,
    scrolling_gap: f64,
    /// Of each step, the longest first.
    steps: Vec<(String, f64)>,
    /// Where everything is slow.
    slow_first_figure: f64,
}

impl Report {
    async fn measure(page: &RecommendPage, size: [u32; 2]) -> Result<Self> {
        page.resize(size[0], size[1]).await?;
        page.before_every_page(GAPS).await?;
        let mut opened = Vec::new();
        for _ in 0..VISITS {
            opened.push(open(page).await?);
        }
        let scrolling_gap = run(page, SCROLL).await?;
        let answer = page.driver().execute_async(LIVE_STEPS, Vec::new()).await?;
        let steps = answer.convert::<Vec<(String, f64)>>();
        let mut steps = steps.with_context(|| answer.json().to_string())?;
        steps.sort_by(|a, b| b.1.total_cmp(&a.1));
        // The last visit: the tab stays slow.
        page.be_on(SLOW).await?;
        page.forget_answers().await?;
        let (slow_first_figure, _) = open(page).await?;
        Ok(Self {
            size,
            first_figure: median(opened.iter().map(|it| it.0).collect())?,
            opening_gap: median(opened.iter().map(|it| it.1).collect())?,
            scrolling_gap,
            steps,
            slow_first_figure,
        })
    }

    fn print(&self) {
        let [width, height] = self.size;
        if std::env::args().any(|argument| argument == "--json") {
            println!("{}", self.json());
            return;
        }
        println!(
            "{width} x {height}: first figure painted {:.0} ms after the tab was chosen, median of {VISITS}",
            self.first_figure
        );
        println!(
            "    {:.0} ms at {:.1} Mbit/s with a processor {} times slower, nothing of it in the browser",
            self.slow_first_figure,
            SLOW.bits / 1e6,
            SLOW.slower
        );
        println!(
            "    longest time without an answer: {:.0} ms while it opens (median), {:.0} ms while it is scrolled through",
            self.opening_gap, self.scrolling_gap
        );
        println!(
            "    and at each of {} steps of its controls, the longest:",
            self.steps.len()
        );
        for (name, ms) in self.steps.iter().take(WORST) {
            println!("    {ms:>5.0} ms  {name}");
        }
    }

    fn json(&self) -> Value {
        json!({
            "size": self.size,
            "first_figure_median_ms": self.first_figure,
            "slow_first_figure_ms": self.slow_first_figure,
            "opening_gap_median_ms": self.opening_gap,
            "scrolling_gap_ms": self.scrolling_gap,
            "steps_ms": self.steps,
        })
    }
}

/// Opens the view from the list, as a first visit: the time to its first figure, and the longest gap until all is drawn.
async fn open(page: &RecommendPage) -> Result<(f64, f64)> {
    page.forget().await?;
    page.go("").await?;
    page.until_whole().await?;
    page.find("[data-test=strip]").await?;
    let first_figure = run(page, OPEN).await?;
    page.evidence_is_drawn().await?;
    Ok((
        first_figure,
        page.evaluate("return window.longestGap;").await?,
    ))
}

async fn run(page: &RecommendPage, script: &str) -> Result<f64> {
    let took = page.driver().execute_async(script, Vec::new()).await?;
    Ok(took.convert()?)
}
