//! Opening the page of a large catalogue beside the usual one, in turn: time to the first painted list, the longest time
//! in which the page did not answer, and what is loaded for the first list; and the second visit of the usual one, offline,
//! beside the first. As a table or, with `--json`, as JSON.

use anyhow::{Context, Result};
use matinee_e2e::{GAPS, Line, OPENING, Opening, RecommendPage, keeping, loaded, median, packed};
use serde_json::{Value, json};

/// Openings of each page that count; one more goes before, after which the browser has the files.
const VISITS: usize = 11;

/// Pairs of a first visit by a slow line and a second one without any.
const PAIRS: usize = 5;

fn main() {
    keeping(async |usual| {
        let mut other = usual.clone();
        other.move_to(variable("MATINEE_SITE_BESIDE")?);
        other.read_files_in(variable("MATINEE_DIST_BESIDE")?.into());
        usual.before_every_page(GAPS).await?;
        usual.before_every_page(OPENING).await?;
        let pages = [
            (variable("MATINEE_NAME")?, usual),
            (variable("MATINEE_NAME_BESIDE")?, other),
        ];
        let mut openings = [Vec::new(), Vec::new()];
        for _ in 0..=VISITS {
            for ((_, page), openings) in pages.iter().zip(&mut openings) {
                openings.push(Opening::measure(page).await?);
            }
        }
        let second = Second::measure(&pages[0].1).await?;
        let mut reports = Vec::new();
        for ((name, page), openings) in pages.into_iter().zip(openings) {
            reports.push(Report::of(name, &page, &openings[1..]).await?);
        }
        print(&reports, &second)
    });
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name)
        .with_context(|| format!("{name} is not set; run `cargo xtask measure-opening`"))
}

/// Of a site; times in milliseconds.
struct Report {
    name: String,
    painted: f64,
    whole: f64,
    gap: f64,
    most_gap: f64,
    first_list_gzip_9: usize,
}

impl Report {
    async fn of(name: String, page: &RecommendPage, openings: &[Opening]) -> Result<Self> {
        let of = |pick: fn(&Opening) -> f64| openings.iter().map(pick).collect::<Vec<f64>>();
        let gaps = of(|it| it.longest_gap);
        page.forget().await?;
        page.go("?k=10").await?;
        let [first, _] = loaded(page).await?;
        Ok(Self {
            name,
            painted: median(of(|it| it.painted))?,
            whole: median(of(|it| it.whole))?,
            gap: median(gaps.clone())?,
            most_gap: gaps.into_iter().fold(0.0, f64::max),
            first_list_gzip_9: packed(&first),
        })
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "first_list_painted_median_ms": self.painted,
            "whole_median_ms": self.whole,
            "longest_gap_median_ms": self.gap,
            "longest_gap_most_ms": self.most_gap,
            "first_list_gzip_9": self.first_list_gzip_9,
        })
    }
}

/// The first visit by a slow line, and the second one offline: medians of the times until the list is painted,
/// milliseconds.
struct Second {
    first: f64,
    offline: f64,
}

impl Second {
    async fn measure(page: &RecommendPage) -> Result<Self> {
        let (mut first, mut offline) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            page.forget_answers().await?;
            page.be_on(Line::SLOW).await?;
            first.push(Opening::measure(page).await?.painted);
            page.be_on(Line::WHOLE).await?;
            page.until_works_offline().await?;
            page.forget_answers().await?;
            page.be_on(Line::OFFLINE).await?;
            offline.push(Opening::again(page).await?.painted);
            page.be_on(Line::WHOLE).await?;
        }
        Ok(Self {
            first: median(first)?,
            offline: median(offline)?,
        })
    }
}

fn print(reports: &[Report], second: &Second) -> Result<()> {
    if std::env::args().any(|argument| argument == "--json") {
        let pages: Vec<Value> = reports.iter().map(Report::json).collect();
        let json = json!({
            "pages": pages,
            "first_visit_by_a_slow_line_median_ms": second.first,
            "second_visit_offline_median_ms": second.offline,
        });
        println!("{}", serde_json::to_string_pretty(&json)?);
        return Ok(());
    }
    println!("medians of {VISITS} openings each, in turn");
    for report in reports {
        println!("{}", report.name);
        println!(
            "    first list painted after {:.0} ms, {:.2} x the first of these pages",
            report.painted,
            report.painted / reports[0].painted
        );
        println!("    all of the model there after {:.0} ms", report.whole);
        println!(
            "    longest time without an answer {:.0} ms, {:.0} ms at most",
            report.gap, report.most_gap
        );
        println!(
            "    loaded for the first list {} bytes, gzip -9",
            report.first_list_gzip_9
        );
    }
    println!(
        "{}, medians of {PAIRS}: painted after {:.0} ms in a first visit at {:.1} Mbit/s and {:.0} ms, after {:.0} ms in \
         a second one, offline: {:.2} x",
        reports[0].name,
        second.first,
        Line::SLOW.bits / 1e6,
        Line::SLOW.latency,
        second.offline,
        second.offline / second.first
    );
    Ok(())
}
