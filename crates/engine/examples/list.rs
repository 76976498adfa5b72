//! Opens a model, lists for somebody it knows and for somebody new, and says why.
//!
//! `cargo run --release -p matinee-engine --example list -- model.matinee`

use std::error::Error;

use matinee_engine::{Engine, MovieIdx, Profile, Recommendation, Request, Stars, UserIdx};

fn main() -> Result<(), Box<dyn Error>> {
    let made_up = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    let file = std::env::args().nth(1).unwrap_or_else(|| made_up.into());
    let engine = Engine::open(&std::fs::read(file)?)?;

    let first = UserIdx(0);
    println!("For user {}:", engine.users()[0].id.0);
    print(&engine, &engine.recommend(first, 5));

    if engine.takes_newcomers() {
        let ratings = vec![(MovieIdx(0), Stars::try_from(5)?)];
        let profile = Profile {
            ratings,
            ..Profile::default()
        };
        let person = engine.fold_in(&profile)?;
        let list = engine.recommend_for(&person, &Request::plain(5));
        println!(
            "For somebody new who loves {}:",
            title(&engine, MovieIdx(0))
        );
        print(&engine, &list);
        if let Some(best) = list.first() {
            let mut terms = engine.explain(&person, best.movie).ranking.terms;
            terms.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
            println!("{} stands first because of:", title(&engine, best.movie));
            for term in terms.iter().take(3) {
                println!("  {:+.3}  {:?}", term.amount, term.cause);
            }
        }
    }
    Ok(())
}

fn title(engine: &Engine, movie: MovieIdx) -> &str {
    &engine.catalogue().movies[movie.row()].title
}

fn print(engine: &Engine, list: &[Recommendation]) {
    for entry in list {
        let stars = entry.stars.stars();
        println!("  {stars:.1}  {}", title(engine, entry.movie));
    }
}
