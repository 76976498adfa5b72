//! Every system by every protocol: what is not kept yet is trained and measured.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use clap::ValueEnum;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use crate::hybrid::{Kept, Key};
use crate::{data, files, progress};
use matinee_data::dataset::{Tables, clean};
use matinee_lab::{Column, K, Measurement, Protocol};

use super::contenders::{Contender, Fitting, Name};
use super::options::{Options, ProtocolOptions};
use super::tables::{self, Cell};

/// To be raised whenever the code of a protocol, a metric or a system changes what is measured.
const VERSION: u32 = 3;
/// Steps of the progress bar for each thing to train.
const STEPS: u64 = 100;

/// Runs the protocols and prints their tables.
pub(super) fn run(
    protocols: &[Protocol],
    options: &Options,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (raw, data) = data::open_with_hash(&options.data)?;
    let times = raw.ratings.iter().map(|rating| rating.unix_time).collect();
    let (tables, _) = clean(raw, &Protocol::CLEANING);
    files::check_writable(&options.protocols.results.join("result"))?;
    let bench = Bench {
        data,
        tables,
        times,
        folder: options.protocols.results.clone(),
        kept: Kept::in_folder(&options.protocols.results),
        fresh: options.protocols.fresh,
    };
    let trials: Vec<Vec<Trial>> = (protocols.iter())
        .map(|protocol| options.protocols.trials(*protocol))
        .collect();
    let n_trials = trials.iter().map(Vec::len).sum::<usize>() as u64;
    let bar = progress::steps(n_trials * STEPS, "measuring");
    // No more than there is to do: each is a thread.
    let n_jobs = options.protocols.n_jobs().min(n_trials.max(1) as usize);
    let mut answer = Map::new();
    for (protocol, trials) in protocols.iter().zip(&trials) {
        let cells = bench.run_all(trials, n_jobs, &bar)?;
        let report = tables::report(*protocol, &cells);
        if options.json {
            answer.insert(protocol.name().to_owned(), report.to_json());
        } else {
            bar.suspend(|| writeln!(out, "{}", tables::show(*protocol, &report)))?;
        }
    }
    bar.finish_and_clear();
    if options.json {
        answer.insert("k".to_owned(), json!(K));
        writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&Value::Object(answer))?
        )?;
    } else {
        writeln!(
            out,
            "RMSE and MAE in stars; lists of {K}; ± is a standard deviation."
        )?;
    }
    Ok(())
}

/// One thing to train and measure.
struct Trial {
    protocol: Protocol,
    part: u32,
    seed: u64,
    contender: Contender,
}

impl ProtocolOptions {
    /// Everything that a protocol wants, part by part.
    fn trials(&self, protocol: Protocol) -> Vec<Trial> {
        let names = if self.models.is_empty() {
            Name::value_variants()
        } else {
            &self.models
        };
        let n_parts = protocol.n_parts().unwrap_or(self.draws);
        let mut trials = Vec::new();
        for part in 1..=n_parts {
            for name in names {
                let n_seeds = match Contender::new(*name, protocol).is_seeded {
                    true => self.seeds,
                    false => 1,
                };
                trials.extend((1..=n_seeds).map(|seed| Trial {
                    protocol,
                    part,
                    seed,
                    contender: Contender::new(*name, protocol),
                }));
            }
        }
        trials
    }

    fn n_jobs(&self) -> usize {
        let n_cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs
            .map_or_else(|| n_cores().min(2), NonZeroUsize::get)
    }
}

/// What all trials share.
struct Bench {
    /// SHA-256 of the files.
    data: String,
    tables: Tables,
    /// When each rating was given.
    times: Vec<i64>,
    folder: PathBuf,
    /// What is finished, in the folder.
    kept: Kept,
    fresh: bool,
}

impl Bench {
    /// Runs trials, `n_jobs` at a time; what is finished is kept even when another one fails.
    fn run_all(
        &self,
        trials: &[Trial],
        n_jobs: usize,
        bar: &ProgressBar,
    ) -> anyhow::Result<Vec<Cell>> {
        let waiting = Mutex::new(trials.iter().enumerate());
        let work = || -> anyhow::Result<Vec<(usize, Cell)>> {
            let next = || waiting.lock().ok()?.next();
            let mut cells = Vec::new();
            while let Some((row, trial)) = next() {
                match self.run(trial, bar) {
                    Ok(cell) => cells.push((row, cell)),
                    Err(error) => {
                        // Nobody needs to begin another one.
                        while next().is_some() {}
                        return Err(error);
                    }
                }
            }
            Ok(cells)
        };
        let done = thread::scope(|scope| {
            let workers: Vec<_> = (0..n_jobs).map(|_| scope.spawn(work)).collect();
            let join = |worker: thread::ScopedJoinHandle<'_, _>| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            workers
                .into_iter()
                .map(join)
                .collect::<anyhow::Result<Vec<_>>>()
        })?;
        let mut cells: Vec<(usize, Cell)> = done.into_iter().flatten().collect();
        cells.sort_by_key(|(row, _)| *row);
        Ok(cells.into_iter().map(|(_, cell)| cell).collect())
    }

    fn run(&self, trial: &Trial, bar: &ProgressBar) -> anyhow::Result<Cell> {
        let Trial {
            protocol,
            part,
            seed,
            contender,
        } = trial;
        let name = format!("{}-{part}-{}-{seed}", protocol.name(), contender.name);
        let cause = (VERSION, &name, &contender.recipe, &self.data);
        let key = Key::new(&name, &cause)?;
        let kept = (!self.fresh).then(|| bar.suspend(|| self.kept.load(&key)));
        let measurements = match kept.flatten() {
            Some(measurements) => {
                bar.inc(STEPS);
                measurements
            }
            None => {
                // Of a system that is made in stages, an interrupted run keeps those.
                let stages = Kept::in_folder(&self.folder.join(format!("{name}-stages")));
                let measurements = self.measure(trial, &stages, bar)?;
                self.kept.store(&key, &measurements)?;
                stages.clear();
                measurements
            }
        };
        Ok(Cell {
            system: contender.title,
            part: *part,
            seed: *seed,
            measurements,
        })
    }

    fn measure(
        &self,
        trial: &Trial,
        stages: &Kept,
        bar: &ProgressBar,
    ) -> anyhow::Result<Vec<Measurement>> {
        let part = (trial.protocol).part(&self.tables, &self.times, trial.part)?;
        bar.set_message(format!("{}, {}", trial.contender.title, part.name));
        let mut done = 0;
        let mut advance = |share: f32| {
            let now = (share.clamp(0.0, 1.0) * STEPS as f32) as u64;
            bar.inc(now.saturating_sub(done));
            done = done.max(now);
        };
        let start = Instant::now();
        let system = (trial.contender.fit)(Fitting {
            tables: &part.training,
            seed: trial.seed,
            stages,
            progress: &mut advance,
        })?;
        let seconds = start.elapsed().as_secs_f64();
        let mut measurements = part.measure(&*system);
        advance(1.0);
        for measurement in &mut measurements {
            measurement.values.push((Column::FIT_SECONDS, seconds));
        }
        Ok(measurements)
    }
}
