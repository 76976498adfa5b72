//! `cargo xtask`: serve, build, test, fuzz, measure, judge, look, audit.
//!
//! Set-up and orchestration only: what the product does is in `crates/` and,
//! for the page, in `src/`. Nothing is installed outside the project but pinned tools in a
//! per-user cache folder (and, where apt is there, the browsers for the tests).

mod app;
mod arguments;
mod audit;
mod browser;
mod data;
mod engines;
mod evidence;
mod fingerprint;
mod fuzz;
mod gallery;
mod hashed;
mod html;
mod icons;
mod model;
mod paths;
mod peers;
mod png;
mod process;
mod python;
mod recipes;
mod serve;
mod server;
mod service_worker;
mod shipped;
mod site;
mod spark;
mod steps;
mod strip_wasm;
mod test;
mod tools;
mod trainer;

use std::process::ExitCode;

use crate::arguments::Task;
use crate::steps::Steps;

fn main() -> ExitCode {
    let task = match Task::from_command_line() {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    let mut steps = Steps::default();
    let outcome = match task {
        Task::Help => {
            println!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Task::Serve(options) => serve::serve(&mut steps, &options),
        Task::Build(options) => serve::build(&mut steps, &options),
        Task::Test(tests) => return test::test(&mut steps, &tests),
        Task::TestBrowsers(tests) => return test::in_browsers(&mut steps, &tests),
        Task::TestSpark => spark::test(&mut steps),
        Task::Fuzz(options) => fuzz::fuzz(&mut steps, &options),
        Task::Measure { dataset, json } => gallery::measure(&mut steps, dataset, json),
        Task::MeasureEvidence { json } => gallery::measure_evidence(&mut steps, json),
        Task::MeasureOpening { dataset, json } => {
            gallery::measure_opening(&mut steps, dataset, json)
        }
        Task::MeasureTraining { json } => gallery::measure_training(&mut steps, json),
        Task::Soak(options) => gallery::soak(&mut steps, &options),
        Task::Peers => peers::measure(&mut steps),
        Task::Lighthouse => gallery::lighthouse(&mut steps),
        Task::Screenshots => gallery::screenshots(&mut steps),
        Task::Icons => icons::draw(&mut steps),
        Task::Evidence => evidence::measure(&mut steps),
        Task::Recipes => recipes::measure(&mut steps),
        Task::Audit => audit::audit(&mut steps),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}\n{}", steps.table(), steps::explain(&error));
            ExitCode::FAILURE
        }
    }
}
