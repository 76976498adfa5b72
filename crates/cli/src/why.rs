//! Explanations in words.

use serde_json::{Value, json};

use matinee_engine::engine::{Account, Cause, Engine, Explanation, Kind, Term};

/// Terms that are spelt out, the largest first; the others are summed up.
const N_SPELT_OUT: usize = 5;

/// Two lines: why the movie stands where it stands, and why it gets its stars.
pub(super) fn lines(engine: &Engine, why: &Explanation) -> String {
    let line = |what: &str, account: &Account| {
        let Account { kind, score, .. } = account;
        let terms = spelt_out(engine, account);
        let is = match kind {
            Kind::Sum => "=",
            Kind::LeaveOneOut => "; that changes without:",
        };
        format!("      {what} {score:.2} {is} {terms}\n")
    };
    line("score", &why.ranking) + &line("stars", &why.stars)
}

fn spelt_out(engine: &Engine, account: &Account) -> String {
    let mut terms = account.terms.clone();
    terms.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    let rest = terms.split_off(terms.len().min(N_SPELT_OUT));
    let mut words: Vec<String> = (terms.iter())
        .map(|term| format!("{:+.2} {}", term.amount, cause(engine, term.cause)))
        .collect();
    // Differences do not sum to anything.
    if !rest.is_empty() && account.kind == Kind::Sum {
        let sum: f32 = rest.iter().map(|term| term.amount).sum();
        words.push(format!("{sum:+.2} {} more", rest.len()));
    }
    words.join(", ")
}

/// Both accounts for programs, every term.
pub(super) fn json(engine: &Engine, why: &Explanation) -> Value {
    let account = |account: &Account| {
        let terms = account.terms.iter().map(|term| {
            let Term { cause, amount } = term;
            match cause {
                Cause::Rated(movie) => {
                    let id = engine.catalogue().movies[movie.row()].id;
                    json!({ "cause": "rated", "movie": id, "amount": amount })
                }
                other => json!({ "cause": word(*other), "amount": amount }),
            }
        });
        let kind = match account.kind {
            Kind::Sum => "sum",
            Kind::LeaveOneOut => "leave one out",
        };
        json!({ "kind": kind, "value": account.score, "terms": terms.collect::<Vec<_>>() })
    };
    json!({ "ranking_score": account(&why.ranking), "raw_stars": account(&why.stars) })
}

fn cause(engine: &Engine, cause: Cause) -> String {
    match cause {
        Cause::Rated(movie) => engine.catalogue().movies[movie.row()].title.clone(),
        other => word(other).to_owned(),
    }
}

const fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Start => "start",
        Cause::Movie => "movie",
        Cause::Person => "person",
        Cause::Age => "age",
        Cause::Gender => "gender",
        Cause::Occupation => "occupation",
        Cause::Rated(_) => "rated",
        Cause::Learned => "learned",
        Cause::Popularity => "popularity",
        Cause::Stars => "stars",
        Cause::PersonEmbedding => "person embedding",
        Cause::MovieEmbedding => "movie embedding",
        Cause::Genres => "genres",
        Cause::Release => "release",
    }
}
