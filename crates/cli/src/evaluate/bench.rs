//! Systems trained on the parts of protocols, one after the other or side by side; whatever was looked at of
//! each is kept, so that what was interrupted goes on where it was.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use anyhow::Context;
use indicatif::ProgressBar;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::hybrid::{Kept, Key};
use matinee_core::random::{permutation, seeded};
use matinee_data::dataset::Tables;
use matinee_lab::{Part, Protocol, Recommender};

use super::contenders::{Contender, Fitting};

/// Steps of the progress bar for each thing to train.
pub(crate) const STEPS: u64 = 100;

/// The stream of [`seeded`] that says which ratings are kept.
const STREAM: u64 = 0x7468_696e;

/// One thing to train and look at.
pub(crate) struct Trial {
    pub(crate) protocol: Protocol,
    /// From 1.
    pub(crate) part: u32,
    pub(crate) seed: u64,
    pub(crate) contender: Contender,
    pub(crate) thinning: Thinning,
}

/// What a system is not told of the rows that it could learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Thinning {
    /// It is told everything.
    None,
    /// Not who people are and of what kind movies are.
    Features,
    /// Only so many percent of the ratings.
    Kept(u32),
}

impl Thinning {
    /// After the name of what is kept.
    fn suffix(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Features => "-without-features".to_owned(),
            Self::Kept(percent) => format!("-{percent}-percent"),
        }
    }

    /// After the name of a part.
    pub(crate) fn words(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Features => ", without features".to_owned(),
            Self::Kept(percent) => format!(", {percent} % of the ratings"),
        }
    }

    /// The tables without what is not told. Of the ratings, those that are kept of fewer are among those that
    /// are kept of more.
    fn of(self, tables: &Tables) -> Tables {
        let mut tables = tables.clone();
        match self {
            Self::None => {}
            Self::Features => {
                for user in &mut tables.users {
                    user.demographics = None;
                }
                for movie in &mut tables.movies {
                    (movie.genres, movie.released) = (0, None);
                }
            }
            Self::Kept(percent) => {
                let n_rows = tables.ratings.len();
                let n_kept = n_rows * percent as usize / 100;
                let order = permutation(n_rows as u32, &mut seeded(1, STREAM));
                let mut is_kept = vec![false; n_rows];
                for row in &order[..n_kept] {
                    is_kept[*row as usize] = true;
                }
                let mut is_kept = is_kept.into_iter();
                tables.ratings.retain(|_| is_kept.next() == Some(true));
            }
        }
        tables
    }
}

/// A system that was trained, and where.
pub(crate) struct Fitted<'a> {
    pub(crate) trial: &'a Trial,
    pub(crate) part: &'a Part,
    /// What it has seen.
    pub(crate) tables: &'a Tables,
    pub(crate) system: &'a dyn Recommender,
    /// How long training took, of the clock.
    pub(crate) seconds: f64,
}

/// What all trials share.
pub(crate) struct Bench {
    /// To be raised whenever what is looked at changes.
    pub(crate) version: u32,
    /// SHA-256 of the files.
    pub(crate) data: String,
    pub(crate) tables: Tables,
    /// When each rating was given.
    pub(crate) times: Vec<i64>,
    pub(crate) folder: PathBuf,
    /// Whether what is kept is made again.
    pub(crate) fresh: bool,
}

/// How many trainings run side by side where nobody says: a hybrid uses two cores by itself at times.
pub(crate) fn n_jobs(asked: Option<NonZeroUsize>) -> usize {
    let n_cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(|| n_cores().min(2), NonZeroUsize::get)
}

impl Bench {
    /// Runs trials, `n_jobs` at a time; what is finished is kept even when another one fails.
    pub(crate) fn run_all<T: Serialize + DeserializeOwned + Send>(
        &self,
        trials: &[Trial],
        n_jobs: usize,
        bar: &ProgressBar,
        look: &(dyn Fn(&Fitted<'_>) -> anyhow::Result<T> + Sync),
    ) -> anyhow::Result<Vec<T>> {
        // No more than there is to do: each is a thread.
        let n_jobs = n_jobs.min(trials.len().max(1));
        let waiting = Mutex::new(trials.iter().enumerate());
        let work = || -> anyhow::Result<Vec<(usize, T)>> {
            let next = || waiting.lock().ok()?.next();
            let mut products = Vec::new();
            while let Some((row, trial)) = next() {
                match self.run(trial, bar, look) {
                    Ok(product) => products.push((row, product)),
                    Err(error) => {
                        // Nobody needs to begin another one.
                        while next().is_some() {}
                        return Err(error);
                    }
                }
            }
            Ok(products)
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
        let mut products: Vec<(usize, T)> = done.into_iter().flatten().collect();
        products.sort_by_key(|(row, _)| *row);
        Ok(products.into_iter().map(|(_, product)| product).collect())
    }

    /// The part of a trial.
    pub(crate) fn part(&self, protocol: Protocol, part: u32) -> anyhow::Result<Part> {
        let made = protocol.part(&self.tables, &self.times, part);
        made.with_context(|| format!("cannot split the data for the protocol {}", protocol.name()))
    }

    fn run<T: Serialize + DeserializeOwned>(
        &self,
        trial: &Trial,
        bar: &ProgressBar,
        look: &(dyn Fn(&Fitted<'_>) -> anyhow::Result<T> + Sync),
    ) -> anyhow::Result<T> {
        let kept = Kept::in_folder(&self.folder);
        let name = trial.name();
        let key = self.key(trial)?;
        let found = (!self.fresh).then(|| bar.suspend(|| kept.load(&key)));
        if let Some(product) = found.flatten() {
            bar.inc(STEPS);
            return Ok(product);
        }
        // Of a system that is made in stages, an interrupted run keeps those.
        let stages = Kept::in_folder(&self.folder.join(format!("{name}-stages")));
        let product = self.fit(trial, &stages, bar, look)?;
        kept.store(&key, &product)?;
        stages.clear();
        Ok(product)
    }

    /// Whether the result of a trial is kept.
    pub(crate) fn has(&self, trial: &Trial) -> anyhow::Result<bool> {
        let kept = Kept::in_folder(&self.folder);
        Ok(!self.fresh && kept.has(&self.key(trial)?))
    }

    fn key(&self, trial: &Trial) -> anyhow::Result<Key> {
        let name = trial.name();
        let cause = (self.version, &name, &trial.contender.recipe, &self.data);
        Key::new(&name, &cause)
    }

    fn fit<T>(
        &self,
        trial: &Trial,
        stages: &Kept,
        bar: &ProgressBar,
        look: &(dyn Fn(&Fitted<'_>) -> anyhow::Result<T> + Sync),
    ) -> anyhow::Result<T> {
        let part = self.part(trial.protocol, trial.part)?;
        bar.set_message(format!("{}, {}", trial.contender.title, part.name));
        let mut done = 0;
        let mut advance = |share: f32| {
            let now = (share.clamp(0.0, 1.0) * STEPS as f32) as u64;
            bar.inc(now.saturating_sub(done));
            done = done.max(now);
        };
        let tables = trial.thinning.of(&part.training);
        let start = Instant::now();
        let system = (trial.contender.fit)(Fitting {
            tables: &tables,
            seed: trial.seed,
            stages,
            progress: &mut advance,
        })?;
        let fitted = Fitted {
            trial,
            part: &part,
            tables: &tables,
            system: &*system,
            seconds: start.elapsed().as_secs_f64(),
        };
        let product = look(&fitted)?;
        advance(1.0);
        Ok(product)
    }
}

impl Trial {
    /// What is kept of it begins so.
    fn name(&self) -> String {
        let Self {
            protocol,
            part,
            seed,
            contender,
            thinning,
        } = self;
        let protocol = protocol.name();
        let suffix = thinning.suffix();
        format!("{protocol}-{part}-{}-{seed}{suffix}", contender.name)
    }
}

#[cfg(test)]
mod tests {
    use matinee_data::dataset::{CleaningRules, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;

    fn tables() -> Tables {
        let config = GeneratorConfig {
            n_users: 30,
            n_movies: 40,
            n_ratings: 600,
            ..GeneratorConfig::default()
        };
        let (files, _) = generate(&config).unwrap();
        clean(files.read().unwrap(), &CleaningRules::none()).0
    }

    #[test]
    fn what_is_kept_of_fewer_ratings_is_kept_of_more() {
        let tables = tables();
        let kept = |percent| Thinning::Kept(percent).of(&tables).ratings;
        assert_eq!(kept(100), tables.ratings);
        let (fewer, more) = (kept(10), kept(50));
        assert_eq!((fewer.len(), more.len()), (60, 300));
        assert!(fewer.iter().all(|row| more.contains(row)));
    }

    #[test]
    fn without_features_only_ratings_are_left() {
        let tables = tables();
        let bare = Thinning::Features.of(&tables);
        assert_eq!(bare.ratings, tables.ratings);
        assert!(bare.users.iter().all(|user| user.demographics.is_none()));
        assert!(
            bare.movies
                .iter()
                .all(|movie| movie.genres == 0 && movie.released.is_none())
        );
    }
}
