//! What is trained in the page is what the same recipe makes natively.

use anyhow::{Context, ensure};
use matinee_e2e::{NativeRun, TRAIN, visit};

/// How far losses may be apart after the last epoch, stars²: sums have other orders.
const LOSS_TOLERANCE: f64 = 1e-3;
/// How far the measured errors may be apart, stars.
const RMSE_TOLERANCE: f64 = 0.002;

/// Expects the page to come to the same as a native run.
fn check(preset: &str, n_epochs: u32) {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.choose_recipe(preset).await?;
        page.write_number("Epochs", &n_epochs.to_string()).await?;
        page.click("[data-test=start]").await?;
        page.run_ends().await?;
        let in_page = page.epochs().await?;
        let native = NativeRun::of(page.stage(), preset, "ndarray", n_epochs)?;
        ensure!(in_page.len() == native.epochs.len(), "{in_page:?}");
        for (row, epoch) in in_page.iter().zip(&native.epochs) {
            let mut numbers = row.split(' ').skip(1).map(str::parse::<f64>);
            for expected in [epoch.training, epoch.held_out] {
                let found = numbers.next().context("a loss")??;
                let difference = (found - expected).abs();
                ensure!(difference < LOSS_TOLERANCE, "{row}: {expected} natively");
            }
        }
        let rmse = page.measured("yours").await?[0];
        let expected = native.rmse();
        ensure!(
            (rmse - expected).abs() < RMSE_TOLERANCE,
            "{rmse} in the page, {expected} natively"
        );
        Ok(())
    });
}

#[test]
fn the_seed_network_learns_in_the_page_what_it_learns_natively() {
    check("Plain", 3);
}

#[test]
fn the_hybrid_learns_in_the_page_what_it_learns_natively() {
    check("Simple", 4);
}

#[test]
fn the_student_of_an_ensemble_learns_in_the_page_what_it_learns_natively() {
    check("Ensemble", 2);
}
