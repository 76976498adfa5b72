//! The soak: so many acts of a visitor by a seed, in one document and with faults. Arguments are the number of acts, the
//! seed, and the kinds: `plain`, `faults`.

use std::time::Instant;

use anyhow::{Context, Result};
use matinee_e2e::{Plan, prepare, soak, soak_with_faults};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || -> Result<u64> {
        let word = arguments.next().context("a number is missing")?;
        word.parse()
            .with_context(|| format!("`{word}` is no number"))
    };
    let plan = Plan {
        n_acts: number()? as usize,
        seed: number()?,
    };
    for kind in arguments {
        run(&kind, plan);
    }
    Ok(())
}

/// Runs one kind, and prints what came of it.
fn run(kind: &str, plan: Plan) {
    let Plan { n_acts, seed } = plan;
    eprintln!("{kind}: {n_acts} acts, seed {seed}");
    let start = Instant::now();
    let mut counts = Vec::new();
    prepare(async |page| {
        if kind == "faults" {
            counts = soak_with_faults(page, plan).await?;
            return Ok(());
        }
        let soaked = soak(&page, plan).await?;
        counts = soaked.counts;
        let growth = soaked
            .growth
            .context("the browser tells nothing of its memory")?;
        println!("{growth}");
        growth.check()
    });
    for (name, n) in &counts {
        println!("{n:>7}  {name}");
    }
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    println!(
        "{kind}: {n_acts} acts by seed {seed} in {minutes:.0} minutes, and nothing went wrong"
    );
}
