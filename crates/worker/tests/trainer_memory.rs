//! What a run takes in memory beside what was estimated of it. A file of its own: the process's peak
//! is measured, and another test would have its part in it.
#![cfg(target_os = "linux")]

use std::fs;

use matinee_engine::artifact::{self, Precisions};
use matinee_protocol::{Field, Preset, Settings};
use matinee_worker::trainer::{Counts, TrainingData, needed, run_in_one_go};

/// A line of the process's status, bytes.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: u64 = (kilobytes.and_then(|it| it.parse().ok())).expect("it is there");
    kilobytes * 1024
}

/// Runs once over so many made-up people, movies and ratings, and expects the peak to be no more
/// than the estimate, and the estimate to be no idle guess.
fn check(sizes: (u32, u32, u32), preset: Preset) {
    let data = matinee_testing::data_of(sizes.0, sizes.1, sizes.2);
    let heads = matinee_testing::heads::heads(&data.tables, 3);
    let model = matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::COMPACT);
    let model = artifact::write(&model).expect("it can be read");
    drop((data, heads));
    let before = status("VmRSS:");
    let training_data = TrainingData::open(&model).expect("sound");
    let settings = [(Field::Embedding, 8.0), (Field::Epochs, 1.0)]
        .into_iter()
        .fold(Settings::of(preset), |settings, (field, number)| {
            settings.with(field, number).expect("in range")
        });
    let (result, _) = run_in_one_go(&training_data, &settings, u32::MAX);
    result.expect("a whole run");
    let took = status("VmHWM:") - before;
    let nothing = Counts {
        n_users: 0,
        n_movies: 0,
        n_ratings: 0,
    };
    let estimated = needed(training_data.counts(), &settings) - needed(nothing, &settings);
    let said = format!("{sizes:?} {preset:?}: {took} of {estimated}");
    assert!(took < estimated, "{said}");
    // Halves of square tables are never touched, so they are no part of what is measured.
    assert!(took * 4 > estimated, "{said}");
}

#[test]
fn a_run_takes_no_more_memory_than_was_estimated_and_a_good_part_of_it() {
    // Each takes more than the one before: a peak does not go down.
    check((1_000, 500, 100_000), Preset::Plain);
    check((1_400, 400, 40_000), Preset::Ensemble);
    check((300, 2_400, 40_000), Preset::Ensemble);
}
