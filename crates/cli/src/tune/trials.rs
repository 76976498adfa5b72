//! The trials of a search: the log of all searches, a table with a line for each trial, to which lines are only
//! added; and what a search says of its trials at its end.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::Serialize;

use crate::files;
use crate::terminal::{self, align, count};
use matinee_lab::tune::{Cut, Metric, Point};
use matinee_train::training::hybrid::HybridRecipe;

const HEADER: &str = "search\tparts\tseed\tbasis\ttrial\tchanged\tmetric\tscores\tmean\tseconds";
/// Digits of a score after the point: what is written is all that a search goes by.
const DIGITS: usize = 6;

/// All that decides what a trial measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) search: String,
    /// As [`Cut`](matinee_lab::tune::Cut) is shown.
    pub(super) parts: String,
    pub(super) seed: u64,
    /// Hash of the data, of the recipe that the search starts from, and of its candidates.
    pub(super) basis: String,
    pub(super) trial: u32,
    /// In what its recipe differs.
    pub(super) changed: String,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) metric: String,
    /// Score of each part.
    pub(super) scores: Vec<f64>,
    pub(super) seconds: f64,
}

impl Outcome {
    pub(super) fn mean(&self) -> f64 {
        round(self.scores.iter().sum::<f64>() / self.scores.len().max(1) as f64)
    }

    /// Rounds the scores to the digits that the log keeps.
    pub(super) fn rounded(mut self) -> Self {
        self.scores
            .iter_mut()
            .for_each(|score| *score = round(*score));
        self
    }
}

fn round(score: f64) -> f64 {
    let unit = 10_f64.powi(DIGITS as i32);
    (score * unit).round() / unit
}

/// The trials that a file has, and the file.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    trials: Vec<(Cause, Outcome)>,
}

impl Log {
    /// Opens a log, or begins one. A last line that is not whole is dropped, which is said.
    ///
    /// # Errors
    /// A file that cannot be read or written, that is no log, or is damaged before its end.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let mut file = files::open_to_append(path)?;
        let bytes = files::read(path)?;
        let (trials, n_bytes) = parse(&bytes, path)?;
        if n_bytes < bytes.len() {
            terminal::tell(format_args!(
                "{}: the last line is damaged; it is dropped, and its trial run again",
                path.display()
            ));
            file.set_len(n_bytes as u64)
                .with_context(|| format!("cannot shorten {}", path.display()))?;
        }
        if n_bytes == 0 {
            writeln!(file, "{HEADER}").with_context(|| refused(path))?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            trials,
        })
    }

    /// What was measured, if it was.
    pub(super) fn find(&self, cause: &Cause) -> Option<&Outcome> {
        let mut same = self.trials.iter().filter(|(other, _)| other == cause);
        same.next().map(|(_, outcome)| outcome)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn append(&mut self, cause: &Cause, outcome: &Outcome) -> anyhow::Result<()> {
        // One write: a line is there as a whole, or it is seen that it is not.
        let line = line(cause, outcome);
        (self.file.write_all(line.as_bytes()))
            .and_then(|()| self.file.sync_data())
            .with_context(|| refused(&self.path))
    }
}

fn refused(path: &Path) -> String {
    format!(
        "cannot write {} (check that the disk is not full; the trials before are kept)",
        path.display()
    )
}

fn line(cause: &Cause, outcome: &Outcome) -> String {
    let scores: Vec<String> = (outcome.scores.iter())
        .map(|score| format!("{score:.DIGITS$}"))
        .collect();
    let cells = [
        cause.search.clone(),
        cause.parts.clone(),
        cause.seed.to_string(),
        cause.basis.clone(),
        cause.trial.to_string(),
        cause.changed.clone(),
        outcome.metric.clone(),
        scores.join(" "),
        format!("{:.DIGITS$}", outcome.mean()),
        format!("{:.1}", outcome.seconds),
    ];
    cells.join("\t") + "\n"
}

/// The trials of a log, and the length of what is whole.
fn parse(bytes: &[u8], path: &Path) -> anyhow::Result<(Vec<(Cause, Outcome)>, usize)> {
    let mut trials = Vec::new();
    let mut n_bytes = 0;
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        let is_last = n_bytes + line.len() == bytes.len();
        let whole = line.strip_suffix(b"\n");
        if number == 1 {
            let is_begun = whole.is_none() && HEADER.as_bytes().starts_with(line);
            ensure!(
                whole == Some(HEADER.as_bytes()) || is_begun,
                "{}:1: this is no log of `matinee tune`; give another file with --log",
                path.display()
            );
            if is_begun {
                break;
            }
        } else {
            match whole.and_then(trial) {
                Some(trial) => trials.push(trial),
                None if is_last => break,
                None => anyhow::bail!(
                    "{}:{number}: this line is damaged; take it out, and its trial is run again",
                    path.display()
                ),
            }
        }
        n_bytes += line.len();
    }
    Ok((trials, n_bytes))
}

fn trial(line: &[u8]) -> Option<(Cause, Outcome)> {
    let cells: Vec<&str> = str::from_utf8(line).ok()?.split('\t').collect();
    let [
        search,
        parts,
        seed,
        basis,
        trial,
        changed,
        metric,
        scores,
        mean,
        seconds,
    ] = cells[..]
    else {
        return None;
    };
    let scores = scores.split(' ').map(|score| score.parse().ok());
    let cause = Cause {
        search: search.into(),
        parts: parts.into(),
        seed: seed.parse().ok()?,
        basis: basis.into(),
        trial: trial.parse().ok()?,
        changed: changed.into(),
    };
    let outcome = Outcome {
        metric: metric.into(),
        scores: scores.collect::<Option<_>>()?,
        seconds: seconds.parse().ok()?,
    };
    let is_whole = mean == format!("{:.DIGITS$}", outcome.mean());
    is_whole.then_some((cause, outcome))
}

/// One recipe, measured.
pub(super) struct Trial {
    pub(super) number: u32,
    pub(super) point: Point,
    /// In what its recipe differs.
    pub(super) changed: String,
    pub(super) outcome: Outcome,
}

/// The best trial; of equals, the first.
pub(super) fn best(trials: &[Trial], metric: Metric) -> Option<&Trial> {
    trials.iter().reduce(|best, trial| {
        match metric.gain(trial.outcome.mean(), best.outcome.mean()) > 0.0 {
            true => trial,
            false => best,
        }
    })
}

/// Trials in the table; the first one is shown wherever it came.
const N_BEST: usize = 5;

/// The best trials, best first, and trial 0, with which they are compared.
pub(super) fn table(metric: Metric, cut: &Cut, trials: &[Trial]) -> String {
    let Some(first) = trials.first() else {
        return String::new();
    };
    let mut order: Vec<&Trial> = trials.iter().collect();
    order.sort_by(|a, b| {
        metric
            .gain(b.outcome.mean(), a.outcome.mean())
            .total_cmp(&0.0)
    });
    let mut n_shown = 0;
    order.retain(|trial| {
        n_shown += 1;
        n_shown <= N_BEST || trial.number == first.number
    });

    let header = ["trial", metric.name(), "gain", "of each part", "changed"];
    let mut lines = vec![header.map(str::to_owned)];
    lines.extend(order.iter().map(|trial| {
        let scores = trial.outcome.scores.iter();
        let scores: Vec<String> = scores.map(|score| format!("{score:.4}")).collect();
        let gain = metric.gain(trial.outcome.mean(), first.outcome.mean());
        [
            trial.number.to_string(),
            format!("{:.4}", trial.outcome.mean()),
            format!("{gain:+.4}"),
            scores.join(" "),
            trial.changed.clone(),
        ]
    }));
    let aligned = align([true, true, true, false, false], &lines);
    format!(
        "{aligned}{} on {cut} of the base; gains are on trial 0, and the best of many is \
         better by luck too\n",
        count(trials.len(), "trial")
    )
}

/// Every trial, and the best recipe.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    metric: &'a str,
    parts: String,
    trials: Vec<AnsweredTrial<'a>>,
    /// Number of the best trial.
    best: u32,
    recipe: &'a HybridRecipe,
}

#[derive(Serialize)]
struct AnsweredTrial<'a> {
    trial: u32,
    changed: &'a str,
    scores: &'a [f64],
    mean: f64,
    seconds: f64,
}

impl<'a> Answer<'a> {
    pub(super) fn new(
        metric: Metric,
        cut: &Cut,
        trials: &'a [Trial],
        best: u32,
        recipe: &'a HybridRecipe,
    ) -> Self {
        let answered = |trial: &'a Trial| AnsweredTrial {
            trial: trial.number,
            changed: &trial.changed,
            scores: &trial.outcome.scores,
            mean: trial.outcome.mean(),
            seconds: trial.outcome.seconds,
        };
        Self {
            metric: metric.name(),
            parts: cut.to_string(),
            trials: trials.iter().map(answered).collect(),
            best,
            recipe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(trial: u32) -> Cause {
        Cause {
            search: "ranking".into(),
            parts: "u1+u2 random 0.125".into(),
            seed: 1,
            basis: "00ff".into(),
            trial,
            changed: "ranking.ridge=250 ranking.rank=28".into(),
        }
    }

    fn outcome() -> Outcome {
        Outcome {
            metric: "NDCG@10".into(),
            scores: vec![0.281_234_567, 0.3],
            seconds: 0.4,
        }
        .rounded()
    }

    fn written() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.tsv");
        let mut log = Log::open(&path).unwrap();
        for trial in 0..3 {
            log.append(&cause(trial), &outcome()).unwrap();
        }
        (folder, path)
    }

    #[test]
    fn a_trial_is_found_again_by_all_that_decides_it() {
        let (_folder, path) = written();
        let log = Log::open(&path).unwrap();
        assert_eq!(log.find(&cause(1)), Some(&outcome()));
        assert_eq!(log.find(&cause(3)), None);
        let other = Cause {
            basis: "0100".into(),
            ..cause(1)
        };
        assert_eq!(log.find(&other), None);
    }

    #[test]
    fn a_last_line_that_is_cut_anywhere_is_dropped_alone() {
        let (_folder, path) = written();
        let bytes = std::fs::read(&path).unwrap();
        let last = line(&cause(2), &outcome()).len();
        for cut in 1..last {
            std::fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
            let log = Log::open(&path).unwrap();
            assert_eq!((log.trials.len(), log.find(&cause(2))), (2, None), "{cut}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes[..bytes.len() - last]);
        }
    }

    #[test]
    fn a_header_that_is_cut_is_written_again() {
        let (_folder, path) = written();
        std::fs::write(&path, &HEADER[..10]).unwrap();
        Log::open(&path).unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            format!("{HEADER}\n")
        );
    }

    #[test]
    fn a_line_that_is_damaged_before_the_end_is_named_and_left_alone() {
        let (_folder, path) = written();
        let damaged = std::fs::read_to_string(&path)
            .unwrap()
            .replacen("0.28", "x", 1);
        std::fs::write(&path, &damaged).unwrap();
        let error = Log::open(&path).unwrap_err().to_string();
        assert!(error.contains("log.tsv:2: "), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
    }

    #[test]
    fn a_file_that_is_no_log_is_left_alone() {
        let (_folder, path) = written();
        std::fs::write(&path, "user\titem\n").unwrap();
        let error = Log::open(&path).unwrap_err().to_string();
        assert!(error.contains("no log"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"user\titem\n");
    }
}
