//! The order of a list, on data whose structure is known: better than by popularity, and much
//! better than by predicted stars.

mod common;

use matinee::artifact::Precisions;
use matinee::dataset::split;
use matinee::domain::{MovieIdx, UserIdx};
use matinee::engine::Engine;
use matinee::evaluation::{Popularity, Ranker, TrainingView, top_n};
use matinee::training::Recipe;

/// Orders by predicted stars, as the original did.
struct ByStars<'a>(&'a Engine);

impl Ranker for ByStars<'_> {
    fn rank(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        self.0.raw_stars(user, movie)
    }
}

#[test]
fn the_ranking_score_orders_better_than_popularity_and_than_predicted_stars() {
    let mut data = common::data_of(400, 300, 24_000);
    let split = split::random(&data.tables.ratings, 0.2, 3).unwrap();
    data.tables.ratings = split.train.clone();
    let recipe = Recipe {
        embedding_size: 16,
        hidden: 32,
        epochs: 12,
        ..common::recipe()
    };
    let trained = common::trained(&data, &recipe);
    let engine = Engine::new(common::artifact(
        &data,
        &recipe,
        &trained,
        Precisions::COMPACT,
    ))
    .unwrap();
    let view = TrainingView::new(&split.train, data.tables.users.len(), &data.tables.movies);
    let popularity = Popularity::fit(&split.train, data.tables.movies.len());

    let ranked = top_n(&view, &split.test, &engine, 10).unwrap().ndcg;
    let popular = top_n(&view, &split.test, &popularity, 10).unwrap().ndcg;
    let by_stars = top_n(&view, &split.test, &ByStars(&engine), 10)
        .unwrap()
        .ndcg;
    assert!(
        ranked > popular && ranked > by_stars,
        "NDCG@10: {ranked} by ranking score, {popular} by popularity, {by_stars} by stars"
    );
}
