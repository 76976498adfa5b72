//! A visitor trains on ratings of their own.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, TRAIN, visit};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The files of a data set in MovieLens 100K's format.
const FILE_NAMES: [&str; 5] = ["u.data", "u.item", "u.user", "u.genre", "u.occupation"];

async fn bring(page: &RecommendPage, bytes: &[u8]) -> Result<()> {
    page.hand_over("[data-test=bring-data]", "mine.zip", bytes)
        .await
}

fn zipped(files: [&[u8]; 5]) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in FILE_NAMES.iter().zip(files) {
        writer.start_file(format!("ml-100k/{name}"), SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The files of a folder.
pub(crate) fn of_folder(folder: &Path) -> Result<Vec<u8>> {
    let read = |name: &str| std::fs::read(folder.join(name));
    let [ratings, movies, users, genres, occupations] = FILE_NAMES;
    zipped([
        &read(ratings)?,
        &read(movies)?,
        &read(users)?,
        &read(genres)?,
        &read(occupations)?,
    ])
}

/// A folder with data of so many people, movies and ratings that there are nowhere.
fn made_up_folder(page: &RecommendPage, sizes: [&str; 3]) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let [users, movies, ratings] = sizes;
    let output = Command::new(&page.stage().program)
        .args(["generate", "--users", users, "--movies", movies])
        .args(["--ratings", ratings, "--out"])
        .arg(folder.path())
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    Ok(folder)
}

/// Data of people and movies that there are nowhere.
fn made_up(page: &RecommendPage) -> Result<Vec<u8>> {
    of_folder(made_up_folder(page, ["150", "250", "9000"])?.path())
}

#[test]
fn everybody_gives_three_and_the_figure_without_a_meaning_is_said() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        let folder = made_up_folder(&page, ["150", "250", "9000"])?;
        let file = folder.path().join(FILE_NAMES[0]);
        let three = |line: &str| {
            let mut fields: Vec<&str> = line.split('\t').collect();
            fields[2] = "3";
            fields.join("\t") + "\n"
        };
        let ratings: String = std::fs::read_to_string(&file)?.lines().map(three).collect();
        std::fs::write(&file, ratings)?;
        bring(&page, &of_folder(folder.path())?).await?;
        page.until_text("[data-test=data]", "mine.zip").await?;
        page.start_plain(2).await?;
        page.run_ends().await?;
        page.until_text("[data-test=no-order]", "has no meaning")
            .await?;
        let said = page.until_text("[data-test=measured]", "NDCG").await?;
        ensure!(!said.contains("NaN") && !said.contains('?'), "{said}");
        Ok(())
    });
}

#[test]
fn data_that_is_too_large_for_a_recipe_is_refused_at_once_with_the_way_out() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        let folder = made_up_folder(&page, ["7000", "9000", "140000"])?;
        bring(&page, &of_folder(folder.path())?).await?;
        page.until_text("[data-test=data]", "mine.zip").await?;
        page.choose_recipe("Ensemble").await?;
        page.click("[data-test=start]").await?;
        let said = page.until_text("[data-test=run-failed]", " MB").await?;
        ensure!(said.contains("without an ensemble"), "{said}");
        // Nothing was done before.
        let epochs = page.epochs().await?;
        ensure!(epochs.is_empty(), "{epochs:?}");
        page.until_text("[data-test=data]", "mine.zip")
            .await
            .map(drop)
    });
}

#[test]
fn the_pages_own_data_as_a_zip_is_cleaned_and_makes_its_lists() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        let zip = of_folder(&page.stage().data)?;
        page.drop_on("[data-test=train-form]", "mine.zip", &zip)
            .await?;
        let said = page.until_text("[data-test=data]", "mine.zip").await?;
        ensure!(said.contains("the same as the page"), "{said}");
        ensure!(said.contains("with fewer than 5 ratings"), "{said}");
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.click("[data-test=use]").await?;
        page.until("the visitor's model makes the list", |view| {
            view.model_news.contains("you trained") && view.rows.len() == 10
        })
        .await?;
        Ok(())
    });
}

#[test]
fn other_data_is_trained_on_and_its_model_saved_and_the_pages_ratings_come_back() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        bring(&page, &made_up(&page)?).await?;
        let said = page.until_text("[data-test=data]", "mine.zip").await?;
        ensure!(said.contains("150 people"), "{said}");
        ensure!(said.contains("other movies"), "{said}");
        page.start_plain(2).await?;
        page.run_ends().await?;
        page.until_text("[data-test=outcome]", "Save it below")
            .await?;
        page.until_text("[data-test=runs] tbody", "on mine.zip")
            .await?;
        page.find("[data-test=runs] [aria-label^=Save]").await?;
        let offers: u32 = page
            .evaluate(
                "return document.querySelectorAll('[data-test=runs] [aria-label^=Use]').length;",
            )
            .await?;
        ensure!(offers == 0, "it cannot be used here");
        // The page's own lists it cannot make, also when it comes back as a file.
        page.catch_file().await?;
        page.click("[data-test=runs] [aria-label^=Save]").await?;
        let model = page.saved_bytes().await?;
        page.hand_over("[data-test=open-model]", "mine.matinee", &model)
            .await?;
        page.until_text(".train-files [data-test=refused]", "because")
            .await?;
        page.unfold("[data-test=data]").await?;
        page.click("[data-test=back]").await?;
        page.until_text("[data-test=data]", "of this page").await?;
        page.until_true("return document.querySelector('.train-stranger') === null;")
            .await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

#[test]
fn what_cannot_be_read_is_refused_and_the_ratings_stay() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        let whole = made_up(&page)?;
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        let bad_line = zipped([
            b"1\t2\t9\t0\n",
            b"1|A (1990)|01-Jan-1990||x|1\n",
            b"1|20|M|other|x\n",
            b"drama|0\n",
            b"other\n",
        ])?;
        for (bytes, reason) in [
            (&b""[..], "empty"),
            (b"<html>not found</html>", "web page"),
            (&whole[..whole.len() / 2], "cut short"),
            (&damaged, "damaged"),
            (&bad_line, ":1:"),
        ] {
            bring(&page, bytes).await?;
            let said = page.until_text("[data-test=data-refused]", reason).await?;
            ensure!(said.contains("stay as they were"), "{said}");
            page.until_text("[data-test=data]", "of this page").await?;
        }
        page.start_plain(1).await?;
        page.run_ends().await
    });
}

/// Runs until the allocator has found its size, and as many again.
const RUNS: u32 = 5;

/// By how much a trainer's memory grows at once, megabytes.
const STEP_MB: u32 = 4;

#[test]
fn runs_in_a_row_need_no_more_memory() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "1").await?;
        let mut memory = Vec::new();
        for seed in 1..=2 * RUNS {
            page.write_number("Random seed", &seed.to_string()).await?;
            page.click("[data-test=start]").await?;
            page.run_is_over().await?;
            memory.push(page.memory().await?);
        }
        // Memory grows in steps, and what is in it is parted otherwise in one run than in the next: a step may come late.
        ensure!(
            memory[2 * RUNS as usize - 1] <= memory[RUNS as usize - 1] + STEP_MB,
            "{memory:?} MB"
        );
        Ok(())
    });
}
