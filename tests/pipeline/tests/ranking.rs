//! The order of a list, on data whose structure is known: better than by popularity, and much
//! better than by predicted stars.

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::split;
use matinee_engine::artifact::Precisions;
use matinee_engine::engine::Engine;
use matinee_lab::{Newcomer, Popularity, Recommender, Relevance, Scores, TrainingView, top_n};
use matinee_train::training::Recipe;

/// Orders by predicted stars, as the original did.
struct ByStars<'a>(&'a Engine);

impl Recommender for ByStars<'_> {
    fn known(&self, user: UserIdx) -> Scores {
        let movies = (0..self.0.catalogue().movies.len() as u32).map(MovieIdx);
        Scores {
            stars: None,
            ranges: None,
            ranks: Some(movies.map(|movie| self.0.raw_stars(user, movie)).collect()),
        }
    }

    fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
        None
    }
}

#[test]
fn the_ranking_score_orders_better_than_popularity_and_than_predicted_stars() {
    let mut data = matinee_testing::data_of(400, 300, 24_000);
    let split = split::random(&data.tables.ratings, 0.2, 3).unwrap();
    data.tables.ratings = split.train.clone();
    let recipe = Recipe {
        embedding_size: 16,
        hidden: 32,
        epochs: 12,
        ..matinee_testing::recipe()
    };
    let trained = matinee_testing::trained(&data, &recipe);
    let engine = Engine::new(matinee_testing::artifact(
        &data,
        &recipe,
        &trained,
        Precisions::COMPACT,
    ))
    .unwrap();
    let view = TrainingView::new(
        &split.train,
        data.tables.users.len(),
        &data.tables.movies,
        data.tables.scale,
    );
    let n_movies = data.tables.movies.len();
    let popularity = Popularity::fit(&split.train, n_movies, Relevance::Liked);
    let ndcg = |system: &dyn Recommender| {
        let list = |user| view.best_unrated(system, user, 10);
        let quality = top_n(&view, &split.test, Relevance::Liked, 10, list);
        quality.unwrap().ndcg
    };

    let ranked = ndcg(&engine);
    let popular = ndcg(&popularity);
    let by_stars = ndcg(&ByStars(&engine));
    assert!(
        ranked > popular && ranked > by_stars,
        "NDCG@10: {ranked} by ranking score, {popular} by popularity, {by_stars} by stars"
    );
}
