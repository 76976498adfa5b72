//! The view in which a model is trained.

use std::time::Duration;

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use crate::page::RecommendPage;
use crate::wait::patience;

/// Where a model is trained.
pub const TRAIN: &str = "?user=500&k=10&view=train";

/// Run before the page's own scripts: keeps the longest gap between two beats of the main thread.
pub const GAPS: &str = include_str!("gaps.js");
/// What the page heard of the trainer since it was last asked: name and time, milliseconds.
pub(crate) const MARKS: &str = "const marks = performance.getEntriesByType('mark')
      .filter((it) => it.name.startsWith('matinee:run '))
      .map((it) => [it.name.slice('matinee:run '.length), it.startTime]);
    performance.clearMarks();
    return marks;";

/// Run before the page's own scripts: keeps the worker at hand, as `window.caught`.
pub const CAUGHT: &str = "const Built = window.Worker;
    window.Worker = class extends Built {
      constructor(...it) { super(...it); window.caught = this; }
    };";
/// What a browser says when a worker traps or runs out of memory; needs [`CAUGHT`].
pub const TRAP: &str = "const message = 'RuntimeError: memory access out of bounds';
    window.caught.dispatchEvent(new ErrorEvent('error', { message }));";
/// A worker that hangs; needs [`CAUGHT`].
pub const HANG: &str = "window.caught.terminate();";

/// Both losses of every epoch, as the table says them.
const EPOCHS: &str = "return [...document.querySelectorAll('[data-test=epochs] tbody tr')]
    .map((row) => [...row.cells].map((cell) => cell.textContent).join(' ').trim());";

/// Whether the page has heard of the beginning and of the end of a run.
const BEGUN: &str = "return performance.getEntriesByName('matinee:run started').length > 0;";
const FINISHED: &str = "return performance.getEntriesByName('matinee:run finished').length > 0;";
/// Whether what came of a run is shown.
const MEASURED: &str =
    "return document.querySelector('[data-test=outcome] [data-test=measured]') !== null;";

/// How patient one is with a whole run, in patiences of one step.
const RUN: u32 = 6;
/// The same with a run that is measured, without SIMD and on a busy machine.
const LONG: Duration = Duration::from_secs(600);

impl RecommendPage {
    /// Waits until the trainer listens.
    ///
    /// # Errors
    /// When it does not.
    pub async fn trainer_listens(&self) -> Result<()> {
        self.until_text("[data-test=loader]", "is ready")
            .await
            .map(drop)
    }

    /// Waits until what `selector` finds says `words`, and returns all that it says.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_text(&self, selector: &str, words: &str) -> Result<String> {
        let script = format!(
            "const it = document.querySelector('{selector}'); return it ? it.textContent : '';"
        );
        let what = format!("{selector} says `{words}`");
        let said = async || self.evaluate::<String>(&script).await;
        self.wait(RUN * patience(), &what, said, |said| said.contains(words))
            .await
    }

    /// Waits for what the run says of itself.
    ///
    /// # Errors
    /// When it does not.
    pub async fn run_says(&self, words: &str) -> Result<String> {
        self.until_text("[data-test=status]", words).await
    }

    /// Chooses a recipe by its name.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn choose_recipe(&self, name: &str) -> Result<()> {
        let name = name.to_lowercase();
        self.click(&format!("[data-test=presets] label:has([value={name}])"))
            .await
    }

    /// Chooses what runs the tensor operations, by its name.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn choose_backend(&self, name: &str) -> Result<()> {
        self.unfold("[data-test=numbers]").await?;
        self.click(&format!(".train-backend label:has([value={name}])"))
            .await
    }

    /// Writes a number into the field with this label.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn write_number(&self, label: &str, text: &str) -> Result<()> {
        self.unfold("[data-test=numbers]").await?;
        let label = format!("//*[@class='train-fields']//label[normalize-space()='{label}']");
        let label = self.driver().query(By::XPath(label)).first().await?;
        let id = label.attr("for").await?.context("it is of a field")?;
        self.retype(&format!("#{id}"), text).await
    }

    /// Opens what is folded.
    ///
    /// # Errors
    /// When there is no such thing.
    pub async fn unfold(&self, selector: &str) -> Result<()> {
        let is_open = format!("return document.querySelector('{selector}').open;");
        if !self.evaluate::<bool>(&is_open).await? {
            self.click(&format!("{selector} > summary")).await?;
        }
        self.until_true(&is_open).await
    }

    /// Starts a run of the regularised seed network over so many epochs.
    ///
    /// # Errors
    /// When the page does not let it.
    pub async fn start_plain(&self, n_epochs: u32) -> Result<()> {
        self.choose_recipe("Plain").await?;
        self.write_number("Epochs", &n_epochs.to_string()).await?;
        self.click("[data-test=start]").await
    }

    /// Waits until a run has begun. A short one may be over by then: what it says on its way may be
    /// gone before it is read.
    ///
    /// # Errors
    /// When none does.
    pub async fn run_begins(&self) -> Result<()> {
        self.until_within(RUN * patience(), BEGUN).await
    }

    /// Waits for the end of a run.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn run_ends(&self) -> Result<()> {
        self.until_within(RUN * patience(), MEASURED).await
    }

    /// Presses Start and waits for the end of the run that begins by that, where another one has
    /// ended before.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn run_once_more(&self) -> Result<()> {
        self.evaluate::<()>("performance.clearMarks('matinee:run finished');")
            .await?;
        self.click("[data-test=start]").await?;
        self.until_within(RUN * patience(), FINISHED).await?;
        self.run_ends().await
    }

    /// Waits until so many runs are noted in the table.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn until_noted(&self, n: usize) -> Result<()> {
        let script = "return document.querySelectorAll('[data-test=runs] tbody tr').length;";
        let what = format!("{n} runs are noted");
        let noted = async || self.evaluate::<usize>(script).await;
        self.wait(patience(), &what, noted, |noted| *noted == n)
            .await
            .map(drop)
    }

    /// Waits for the end of a run, of any length.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn run_is_over(&self) -> Result<()> {
        let is_over = "return /^(Finished|Stopped|Ended)/
            .test(document.querySelector('[data-test=status]').textContent);";
        self.until_within(LONG, is_over).await
    }

    /// Waits until a script says `true`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_true(&self, script: &str) -> Result<()> {
        self.until_within(patience(), script).await
    }

    async fn until_within(&self, patience: Duration, script: &str) -> Result<()> {
        let ask = async || self.evaluate::<bool>(script).await;
        self.wait(patience, &format!("this is true: {script}"), ask, |is_so| {
            *is_so
        })
        .await
        .map(drop)
    }

    /// Waits until so many workers run, the trainer and its helpers, where the engine tells of them.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn until_n_workers(&self, n: usize) -> Result<()> {
        let what = format!("{n} workers run");
        let found = async || self.control().n_workers(self.driver()).await;
        self.wait(patience(), &what, found, |found| {
            found.is_none_or(|it| it == n)
        })
        .await
        .map(drop)
    }

    /// Memory that the trainer has, megabytes.
    ///
    /// # Errors
    /// When it has not said so.
    pub async fn memory(&self) -> Result<u32> {
        let said = self.until_text(".train-facts", " MB").await?;
        let number = said
            .split("Its memory")
            .nth(1)
            .and_then(|it| it.split(" MB").next());
        Ok(number.context("it says how much")?.trim().parse()?)
    }

    /// RMSE and NDCG of a column (`yours`, `original`, `matinee`) in the outcome.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn measured(&self, column: &str) -> Result<[f64; 2]> {
        let script = format!(
            "return [...document.querySelectorAll('[data-test=measured] [data-test={column}]')]
                .map((cell) => Number(cell.textContent));"
        );
        self.evaluate(&script).await
    }

    /// Both losses of every epoch so far: `1 1.0482 0.9581 best`.
    ///
    /// # Errors
    /// When the page cannot be read.
    pub async fn epochs(&self) -> Result<Vec<String>> {
        self.evaluate(EPOCHS).await
    }
}
