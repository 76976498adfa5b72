//! What a recipe is worth, by what a search measures.

use std::cell::OnceCell;

use anyhow::Context;
use indicatif::ProgressBar;

use crate::hybrid::{self, Kept, Observer, Task};
use matinee_core::domain::MovieIdx;
use matinee_engine::features::Matrix;
use matinee_lab::tune::{NETWORK, Search, TrialRows};
use matinee_lab::{K, Relevance, Scores, TrainingView, top_n};
use matinee_train::training::hybrid::{HybridRecipe, StageReport, Stages};
use matinee_train::training::{Flow, RankingHead, RatingHead};

/// Measures recipes on parts of bases.
pub(super) struct Bench<'a> {
    search: Search,
    parts: Vec<Part>,
    kept: Kept,
    bar: &'a ProgressBar,
}

struct Part {
    rows: TrialRows,
    /// What the ensemble of the recipe that a search starts from says: the student's numbers do
    /// not change it.
    taught: OnceCell<Matrix>,
    /// What learned from it, with the numbers that a search for an order starts from: those of the
    /// order do not change it.
    rating: OnceCell<RatingHead>,
}

impl<'a> Bench<'a> {
    /// Teachers are kept in `kept`; the bar says what is being done.
    pub(super) fn new(
        search: Search,
        rows: Vec<TrialRows>,
        kept: Kept,
        bar: &'a ProgressBar,
    ) -> Self {
        let part = |rows| Part {
            rows,
            taught: OnceCell::new(),
            rating: OnceCell::new(),
        };
        Self {
            search,
            parts: rows.into_iter().map(part).collect(),
            kept,
            bar,
        }
    }

    /// The score of a recipe on each part.
    ///
    /// # Errors
    /// A recipe that cannot be trained; teachers that cannot be kept.
    pub(super) fn measure(&self, recipe: &HybridRecipe) -> anyhow::Result<Vec<f64>> {
        let score = |part| match self.search {
            Search::Ranking => ranking(recipe, part, None),
            Search::Order => {
                let taught = self.rating_head(recipe, part)?;
                ranking(recipe, part, Some(taught))
            }
            Search::Student => self.student(recipe, part),
            Search::Ensemble => self.ensemble(recipe, part).map(|(_, rmse)| rmse),
            Search::Networks => self.network(recipe, part),
        };
        self.parts.iter().map(score).collect()
    }

    fn student(&self, recipe: &HybridRecipe, part: &Part) -> anyhow::Result<f64> {
        let (_, report) = self.learn(recipe, part)?;
        rmse(&report)
    }

    fn rating_head<'b>(
        &self,
        recipe: &HybridRecipe,
        part: &'b Part,
    ) -> anyhow::Result<&'b RatingHead> {
        if let Some(head) = part.rating.get() {
            return Ok(head);
        }
        let (head, _) = self.learn(recipe, part)?;
        Ok(part.rating.get_or_init(|| head))
    }

    /// What learns from the ensemble.
    fn learn(
        &self,
        recipe: &HybridRecipe,
        part: &Part,
    ) -> anyhow::Result<(RatingHead, StageReport)> {
        let taught = match part.taught.get() {
            Some(taught) => taught,
            None => {
                let (taught, _) = self.ensemble(recipe, part)?;
                part.taught.get_or_init(|| taught)
            }
        };
        self.bar.set_message("student");
        let stages = part.stages(recipe)?;
        let student = stages.student(Some(taught), &mut |_| Flow::Continue)?;
        student.context("the student was not trained")
    }

    /// What the ensemble says, and its RMSE.
    fn ensemble(&self, recipe: &HybridRecipe, part: &Part) -> anyhow::Result<(Matrix, f64)> {
        let taught = hybrid::teach(part.task(recipe), &self.kept, &Message(self.bar))?;
        let (taught, stages) = taught.context("the ensemble was not trained")?;
        let corrected = stages.last().context("the ensemble has no stage")?;
        Ok((taught, rmse(&corrected.report)?))
    }

    fn network(&self, recipe: &HybridRecipe, part: &Part) -> anyhow::Result<f64> {
        self.bar.set_message("network");
        let stages = part.stages(recipe)?;
        let network = stages.teacher(NETWORK, &mut |_| Flow::Continue)?;
        let (_, report) = network.context("the network was not trained")?;
        rmse(&report)
    }
}

impl Part {
    fn task<'a>(&'a self, recipe: &'a HybridRecipe) -> Task<'a> {
        Task {
            recipe,
            tables: &self.rows.features,
            training: &self.rows.tables.ratings,
            validation: &self.rows.validation,
        }
    }

    fn stages<'a>(&'a self, recipe: &'a HybridRecipe) -> anyhow::Result<Stages<'a>> {
        let Task {
            recipe,
            tables,
            training,
            validation,
        } = self.task(recipe);
        Ok(Stages::new(recipe, tables, training, validation)?)
    }
}

fn rmse(report: &StageReport) -> anyhow::Result<f64> {
    (report.validation_rmse).context("there is no row to measure on")
}

/// Of lists by the ranking head, and by predicted stars too where there are any.
fn ranking(recipe: &HybridRecipe, part: &Part, stars: Option<&RatingHead>) -> anyhow::Result<f64> {
    let head = part.stages(recipe)?.ranking()?;
    ndcg(&head, stars, &part.rows)
        .context("nobody likes a movie in the rows to measure on; use more data")
}

/// NDCG@10 as the protocol `folds` has it. `None` when nobody likes anything.
fn ndcg(head: &RankingHead, rating: Option<&RatingHead>, rows: &TrialRows) -> Option<f64> {
    let training = &rows.tables.ratings;
    let n_users = rows.tables.users.len();
    let people = rows.features.users.matrix();
    let view = TrainingView::new(training, n_users, &rows.tables.movies, rows.tables.scale);
    let quality = top_n(&view, &rows.validation, Relevance::Liked, K, |user| {
        let rated = view.rated(user);
        let mut scores = head.scores(people.row(user.row()), rated);
        if let Some(rating) = rating {
            let movies = (0..scores.len() as u32).map(MovieIdx);
            let stars: Vec<f32> = movies.map(|movie| rating.stars(user, movie)).collect();
            let of_stars = head.of_stars(&stars, rated, rating.mean);
            let of_genres = head.of_genres(&rows.tables.movies, rated);
            for (score, added) in scores.iter_mut().zip(of_stars.iter().zip(of_genres)) {
                *score += added.0 + added.1;
            }
        }
        let ranked = Scores {
            stars: None,
            ranges: None,
            ranks: Some(scores),
        };
        view.list(&ranked, rated, K)
    })?;
    Some(quality.ndcg)
}

/// Says which stage is how far, before the bar.
struct Message<'a>(&'a ProgressBar);

impl Observer for Message<'_> {
    fn progress(&self, stage: &str, done: f64) -> Flow {
        self.0
            .set_message(format!("{stage}, {:.0} %", done * 100.0));
        Flow::Continue
    }
}
