//! A hybrid model from rows: its stages in order, the teachers side by side, every result kept, so that an
//! interrupted run goes on where it was; and what the terminal shows meanwhile.
//!
//! A kept file is named by what it is the result of: other rows, another recipe or another version of
//! this package never find it. A damaged file counts as none, which is said.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use indicatif::ProgressBar;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::threads::{N_THREADS, Threads};
use crate::{files, memory, terminal};
use matinee_core::domain::Rating;
use matinee_engine::features::Matrix;
use matinee_train::model::FeatureTables;
use matinee_train::training::hybrid::{HybridRecipe, StageReport, Stages};
use matinee_train::training::{Flow, Progress, RankingHead, RatingHead};

/// To be raised whenever a change of the code changes what a stage gives.
const VERSION: u32 = 3;

/// Both heads, and what the stages said of themselves.
#[derive(Debug)]
pub(super) struct Heads {
    pub(super) rating: RatingHead,
    pub(super) ranking: RankingHead,
    pub(super) stages: Vec<Stage>,
}

/// One stage, done.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Stage {
    pub(super) name: String,
    /// How long it took; when it was found among the kept results, how long it had taken.
    pub(super) seconds: f64,
    pub(super) report: StageReport,
}

/// What a model is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    pub(super) recipe: &'a HybridRecipe,
    pub(super) tables: &'a FeatureTables,
    /// Rows to learn from.
    pub(super) training: &'a [Rating],
    /// Rows to measure every stage on; none to measure nothing.
    pub(super) validation: &'a [Rating],
}

/// Runs the stages that are not among the kept results. `None` when the observer stopped it; what
/// was finished by then is kept.
///
/// # Errors
/// As the stages; a folder for results that cannot be written.
pub(super) fn fit(
    task: Task<'_>,
    kept: &Kept,
    observer: &dyn Observer,
) -> anyhow::Result<Option<Heads>> {
    let runner = Runner::new(task, kept, observer)?;
    let mut done = Vec::new();
    let mut taught = None;
    if !task.recipe.teachers.is_empty() {
        let Some((corrected, news)) = runner.teach()? else {
            return Ok(None);
        };
        done = news;
        taught = Some(corrected);
    }
    let student = runner.stage("student", &task.recipe, |observe| {
        Ok(runner.stages.student(taught.as_ref(), observe)?)
    })?;
    let Some((rating, student)) = student else {
        return Ok(None);
    };
    done.push(student);
    let started = Instant::now();
    let ranking = runner.stages.ranking()?;
    done.push(stage("ranking head", started, StageReport::default()));
    Ok(Some(Heads {
        rating,
        ranking,
        stages: done,
    }))
}

/// Only the ensemble, its residuals corrected: what it says of every pair, [n_users, n_movies], and
/// its stages, the correction last. `None` when the observer stopped it.
///
/// # Errors
/// As [`fit`].
pub(super) fn teach(
    task: Task<'_>,
    kept: &Kept,
    observer: &dyn Observer,
) -> anyhow::Result<Option<(Matrix, Vec<Stage>)>> {
    Runner::new(task, kept, observer)?.teach()
}

fn stage(name: &str, started: Instant, report: StageReport) -> Stage {
    Stage {
        name: name.to_owned(),
        seconds: started.elapsed().as_secs_f64(),
        report,
    }
}

struct Runner<'a> {
    kept: &'a Kept,
    observer: &'a dyn Observer,
    /// Of all that a stage sees of the data.
    data: [u8; 32],
    recipe: &'a HybridRecipe,
    stages: Stages<'a>,
}

impl<'a> Runner<'a> {
    fn new(task: Task<'a>, kept: &'a Kept, observer: &'a dyn Observer) -> anyhow::Result<Self> {
        let Task {
            recipe,
            tables,
            training,
            validation,
        } = task;
        memory::check(
            recipe.n_bytes(tables, training.len()),
            "use a recipe with fewer teachers (--preset simple has none), or less data",
        )?;
        Ok(Self {
            kept,
            observer,
            data: data_hash(task),
            recipe,
            stages: Stages::new(recipe, tables, training, validation)?.with_crew(&Threads),
        })
    }

    fn teach(&self) -> anyhow::Result<Option<(Matrix, Vec<Stage>)>> {
        let Some(teachers) = self.teachers()? else {
            return Ok(None);
        };
        let (teachers, mut done): (Vec<Matrix>, Vec<Stage>) = teachers.into_iter().unzip();
        let started = Instant::now();
        let (ensemble, report) = self.stages.ensemble(&teachers);
        done.push(stage("ensemble", started, report));
        let started = Instant::now();
        let (corrected, report) = self.stages.correct(&ensemble);
        done.push(stage("neighbours", started, report));
        Ok(Some((corrected, done)))
    }

    /// All teachers, as many at a time as there are processors.
    fn teachers(&self) -> anyhow::Result<Option<Vec<(Matrix, Stage)>>> {
        let n_teachers = self.recipe.teachers.len();
        let next = AtomicUsize::new(0);
        let results = Mutex::new((0..n_teachers).map(|_| None).collect::<Vec<_>>());
        std::thread::scope(|scope| {
            for _ in 0..(*N_THREADS).min(n_teachers) {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= n_teachers {
                            return;
                        }
                        let result = self.teacher(index);
                        if let Ok(mut results) = results.lock() {
                            results[index] = Some(result);
                        }
                    }
                });
            }
        });
        let results = results.into_inner().ok().context("a teacher panicked")?;
        results
            .into_iter()
            .map(|result| result.context("a teacher was not trained")?)
            .collect()
    }

    fn teacher(&self, index: usize) -> anyhow::Result<Option<(Matrix, Stage)>> {
        let name = format!("teacher {}", index + 1);
        let cause = (
            &self.recipe.teachers[index].kind,
            index as u64,
            self.recipe.seed,
            self.recipe.backend,
        );
        self.stage(&name, &cause, |observe| {
            Ok(self.stages.teacher(index, observe)?)
        })
    }

    /// A stage's result from before, or a new one, which is kept.
    fn stage<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        cause: &impl Serialize,
        run: impl FnOnce(&mut dyn FnMut(&Progress) -> Flow) -> anyhow::Result<Option<(T, StageReport)>>,
    ) -> anyhow::Result<Option<(T, Stage)>> {
        // The cause as JSON: a recipe's fields then have names, and another one another key.
        let cause = serde_json::to_string(cause)?;
        let key = Key::new(&name.replace(' ', "-"), &(VERSION, cause, self.data))?;
        if let Some((result, seconds, report)) = self.kept.load(&key) {
            self.observer.progress(name, 1.0);
            let stage = Stage {
                name: name.to_owned(),
                seconds,
                report,
            };
            return Ok(Some((result, stage)));
        }
        let started = Instant::now();
        let result = run(&mut |progress| {
            let steps = f64::from(progress.n_steps);
            let done = f64::from(progress.epoch - 1) + f64::from(progress.step) / steps;
            self.observer
                .progress(name, done / f64::from(progress.n_epochs))
        })?;
        let Some((result, report)) = result else {
            return Ok(None);
        };
        let stage = stage(name, started, report);
        self.kept
            .store(&key, &(&result, stage.seconds, &stage.report))?;
        Ok(Some((result, stage)))
    }
}

/// Over the rows, and over what is known of people and movies besides.
fn data_hash(task: Task<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [task.training, task.validation] {
        hash.update((part.len() as u64).to_le_bytes());
        for row in part {
            hash.update(row.user.0.to_le_bytes());
            hash.update(row.movie.0.to_le_bytes());
            hash.update([row.stars.halves()]);
        }
    }
    for features in [task.tables.users.matrix(), task.tables.movies.matrix()] {
        hash.update((features.n_rows as u64).to_le_bytes());
        hash.update((features.n_cols as u64).to_le_bytes());
        for value in &features.values {
            hash.update(value.to_le_bytes());
        }
    }
    hash.finalize().into()
}

/// Parts that a stage is shown in.
const PARTS: f64 = 1000.0;

/// Watches stages that may run side by side.
pub(super) trait Observer: Sync {
    /// A stage is `done`, 0 to 1. Says whether to go on.
    fn progress(&self, stage: &str, done: f64) -> Flow;
}

/// One bar over all stages; stops when the flag is set.
pub(super) struct StageBar<'a> {
    bar: ProgressBar,
    done: Mutex<HashMap<String, f64>>,
    is_stopped: &'a AtomicBool,
}

impl<'a> StageBar<'a> {
    /// A bar over `n_stages` that take a while.
    pub(super) fn new(n_stages: usize, is_stopped: &'a AtomicBool) -> Self {
        Self {
            bar: terminal::steps((n_stages as f64 * PARTS) as u64, "training"),
            done: Mutex::new(HashMap::new()),
            is_stopped,
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for StageBar<'_> {
    fn progress(&self, stage: &str, done: f64) -> Flow {
        if let Ok(mut stages) = self.done.lock() {
            stages.insert(stage.to_owned(), done);
            let total: f64 = stages.values().sum();
            self.bar.set_position((total * PARTS) as u64);
        }
        if self.is_stopped.load(Ordering::Relaxed) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

const HASH: usize = 32;
/// Bytes of a cause's hash in a name.
const NAMED: usize = 8;
const EXTENSION: &str = "kept";

/// A folder of results.
#[derive(Clone, Debug)]
pub(super) struct Kept(PathBuf);

/// The name of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(String);

impl Key {
    /// The key of the result that is called `name` and follows from `cause`.
    ///
    /// # Errors
    /// A cause that cannot be encoded.
    pub(super) fn new(name: &str, cause: &impl Serialize) -> anyhow::Result<Self> {
        let cause = postcard::to_stdvec(&(env!("CARGO_PKG_VERSION"), cause))?;
        let hash = Sha256::digest(&cause);
        let hash: String = hash[..NAMED]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self(format!("{name}-{hash}")))
    }
}

impl Kept {
    /// Results are kept in `folder`, which is made when there is the first one.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// What was kept, if it is there and whole.
    pub(super) fn load<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
        let result = decode(&bytes);
        if result.is_none() {
            terminal::tell(format_args!("{}: damaged, making it again", path.display()));
        }
        result
    }

    /// Whether something is kept, whole or not.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.path(key).is_file()
    }

    /// Keeps a result.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(super) fn store(&self, key: &Key, result: &impl Serialize) -> anyhow::Result<()> {
        let mut bytes = postcard::to_stdvec(result)?;
        let hash = Sha256::digest(&bytes);
        bytes.extend(hash);
        files::write(&self.path(key), &bytes)
    }

    /// Removes all that was kept, and the folder if nothing else is in it.
    pub(super) fn clear(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return;
        };
        for entry in entries.flatten() {
            if is_ours(&entry.path()) {
                // What is left over costs disk space only.
                let _ = fs::remove_file(entry.path());
            }
        }
        let _ = fs::remove_dir(&self.0);
    }

    fn path(&self, Key(name): &Key) -> PathBuf {
        self.0.join(format!("{name}.{EXTENSION}"))
    }
}

/// Whether a file is named as [`Kept::store`] names its files.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let stem = name
        .strip_suffix(EXTENSION)
        .and_then(|it| it.strip_suffix('.'));
    let hash = stem.and_then(|it| it.rsplit_once('-'));
    hash.is_some_and(|(_, hash)| {
        hash.len() == 2 * NAMED && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (body, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let is_whole = Sha256::digest(body).as_slice() == hash;
    is_whole.then(|| postcard::from_bytes(body).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use matinee_data::dataset::{CleaningRules, Tables, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;
    use matinee_train::training::BayesRecipe;
    use matinee_train::training::hybrid::{
        DirectRecipe, DistilRecipe, StudentRecipe, Teacher, TeacherKind,
    };

    use super::*;

    fn tables() -> Tables {
        let config = GeneratorConfig {
            n_users: 40,
            n_movies: 50,
            n_ratings: 1000,
            ..GeneratorConfig::default()
        };
        let (files, _) = generate(&config).unwrap();
        clean(files.read().unwrap(), &CleaningRules::none()).0
    }

    fn recipe() -> HybridRecipe {
        let teacher = |factors| Teacher {
            weight: 1.0,
            kind: TeacherKind::Bayes(BayesRecipe {
                factors,
                sweeps: 8,
                burn_in: 2,
                ..BayesRecipe::default()
            }),
        };
        HybridRecipe {
            teachers: vec![teacher(2), teacher(3), teacher(4)],
            student: StudentRecipe::Distilled(DistilRecipe {
                embedding_size: 4,
                ..DistilRecipe::default()
            }),
            ..HybridRecipe::shipped()
        }
    }

    /// Stops everything once a stage is done; notes which stages took steps of their own.
    #[derive(Default)]
    struct Interrupter {
        stops: bool,
        worked: Mutex<BTreeSet<String>>,
        finished: Mutex<BTreeSet<String>>,
    }

    impl Observer for Interrupter {
        fn progress(&self, stage: &str, done: f64) -> Flow {
            let mut finished = self.finished.lock().unwrap();
            if self.stops && !finished.is_empty() {
                return Flow::Stop;
            }
            if done < 1.0 {
                self.worked.lock().unwrap().insert(stage.to_owned());
            } else {
                finished.insert(stage.to_owned());
            }
            Flow::Continue
        }
    }

    #[test]
    fn an_interrupted_run_goes_on_and_gives_what_a_whole_one_gives() {
        let tables = tables();
        let features = FeatureTables::new(&tables);
        let recipe = recipe();
        let task = Task {
            recipe: &recipe,
            tables: &features,
            training: &tables.ratings,
            validation: &[],
        };
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let interrupted = Interrupter {
            stops: true,
            ..Interrupter::default()
        };
        assert!(fit(task, &kept, &interrupted).unwrap().is_none());
        let finished = interrupted.finished.into_inner().unwrap();
        assert!(!finished.is_empty() && finished.len() < 3, "{finished:?}");

        let second = Interrupter::default();
        let heads = fit(task, &kept, &second).unwrap().unwrap();
        let worked = second.worked.into_inner().unwrap();
        assert!(worked.is_disjoint(&finished), "{worked:?} and {finished:?}");

        let elsewhere = tempfile::tempdir().unwrap();
        let whole = fit(
            task,
            &Kept::in_folder(elsewhere.path()),
            &Interrupter::default(),
        );
        assert_eq!(heads.rating, whole.unwrap().unwrap().rating);
    }

    /// A recipe whose only long stage is a network.
    fn direct() -> HybridRecipe {
        let mut student = DirectRecipe::default();
        student.network.embedding_size = 4;
        student.network.epochs = 2;
        HybridRecipe {
            student: StudentRecipe::Direct(student),
            ..HybridRecipe::simple()
        }
    }

    #[test]
    fn what_is_kept_says_the_same_of_itself_as_what_is_made() {
        let tables = tables();
        let features = FeatureTables::new(&tables);
        let recipe = direct();
        let (training, validation) = tables.ratings.split_at(800);
        let task = Task {
            recipe: &recipe,
            tables: &features,
            training,
            validation,
        };
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let reports = || {
            let heads = fit(task, &kept, &Interrupter::default()).unwrap().unwrap();
            let stages = heads.stages.into_iter();
            stages.map(|stage| stage.report).collect::<Vec<_>>()
        };
        let made = reports();
        assert_eq!(made[0].epochs.len(), 2);
        assert_eq!(reports(), made);
    }

    #[test]
    fn a_stage_is_made_again_for_other_rows_people_or_movies() {
        let tables = tables();
        let recipe = direct();
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let is_made = |change: &dyn Fn(&mut Tables)| {
            let mut tables = tables.clone();
            change(&mut tables);
            let task = Task {
                recipe: &recipe,
                tables: &FeatureTables::new(&tables),
                training: &tables.ratings,
                validation: &[],
            };
            let observer = Interrupter::default();
            fit(task, &kept, &observer).unwrap().unwrap();
            !observer.worked.into_inner().unwrap().is_empty()
        };
        assert!(is_made(&|_| {}));
        assert!(!is_made(&|_| {}));
        assert!(!is_made(&|tables| tables.movies[3].title.push('!')));
        assert!(is_made(&|tables| tables.users[3]
            .demographics
            .as_mut()
            .unwrap()
            .age += 9));
        assert!(is_made(&|tables| tables.users[3]
            .demographics
            .as_mut()
            .unwrap()
            .occupation ^= 1));
        assert!(is_made(&|tables| tables.movies[3].genres ^= 0b110));
        assert!(is_made(&|tables| tables.occupations.push("none".into())));
        assert!(is_made(&|tables| tables.ratings.swap(0, 1)));
        assert!(is_made(&|tables| tables.ratings.truncate(900)));
    }

    #[test]
    fn a_result_is_found_by_its_cause_alone() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let key = Key::new("sum", &(1, 2)).unwrap();
        assert_eq!(kept.load::<u32>(&key), None);
        kept.store(&key, &3_u32).unwrap();
        assert_eq!(kept.load::<u32>(&key), Some(3));
        let other = Key::new("sum", &(1, 3)).unwrap();
        assert_eq!(kept.load::<u32>(&other), None);
    }

    #[test]
    fn clearing_leaves_what_others_have_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(&folder.path().join("stages"));
        let keep = |name| {
            let key = Key::new(name, &0).unwrap();
            kept.store(&key, &1_u8).unwrap();
        };
        keep("teacher-1");
        keep("student");
        kept.clear();
        assert!(!kept.0.exists());

        keep("student");
        for name in ["notes.txt", "notes.kept", "a-0123456789abcdef.txt"] {
            fs::write(kept.0.join(name), "mine").unwrap();
        }
        kept.clear();
        assert_eq!(fs::read_dir(&kept.0).unwrap().count(), 3);
    }

    #[test]
    fn a_damaged_result_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let key = Key::new("word", &0).unwrap();
        kept.store(&key, &"marquee").unwrap();
        let path = kept.path(&key);
        let mut bytes = fs::read(&path).unwrap();
        for damage in [0, bytes.len() / 2, bytes.len() - 1] {
            bytes[damage] ^= 1;
            fs::write(&path, &bytes).unwrap();
            assert_eq!(kept.load::<String>(&key), None);
            bytes[damage] ^= 1;
        }
        fs::write(&path, &bytes[..5]).unwrap();
        assert_eq!(kept.load::<String>(&key), None);
    }
}
