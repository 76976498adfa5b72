//! How the list comes about, told from what the model says of itself.

use leptos::prelude::*;

use crate::artifact::Manifest;
use crate::page::words;
use crate::web::context::Context;

/// The section.
pub(in crate::web) fn how_it_works(context: Context) -> AnyView {
    let engine = context.engine();
    let manifest = engine.manifest();
    let n_rows = words::thousands(manifest.n_training_rows as usize);
    let n_users = words::thousands(engine.users().len());
    let n_movies = words::thousands(engine.catalogue().movies.len());
    let recipe = manifest.recipe.iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name.replace('_', " ")}</dt>
                " "
                <dd>{words::setting(value)}</dd>
            </div>
        }
    });
    view! {
        <section class="how" aria-labelledby="how-title">
            <div class="wrap">
                <h2 class="section-title" id="how-title">"How it works"</h2>
                <div class="acts">
                    <section class="act">
                        <h3 class="act-title">"It learned tastes"</h3>
                        <p>
                            "From " {n_rows} " ratings, a network learned a short row of numbers for each of "
                            {n_users} " people and " {n_movies} " movies. Age, gender, occupation, genres "
                            "and year stand beside them, and one hidden layer turns it all into stars."
                        </p>
                    </section>
                    <section class="act">
                        <h3 class="act-title">"It puts movies in order"</h3>
                        <p>{order_of(manifest)}</p>
                    </section>
                    <section class="act">
                        <h3 class="act-title">"It runs where you are"</h3>
                        <p>
                            "The model came with this page. Batch normalisation is folded into the first "
                            "layer, whose two halves are multiplied out once; a list is then an addition, "
                            "a cut at zero and a product for each movie. Nobody is asked, nothing is sent."
                        </p>
                    </section>
                </div>
                <details class="recipe">
                    <summary>"The recipe, number by number"</summary>
                    <dl class="facts recipe-facts">{recipe.collect_view()}</dl>
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// What the list is ordered by: stars alone, or with a bonus for movies that many liked.
fn order_of(manifest: &Manifest) -> String {
    let mut recipe = manifest.recipe.iter();
    let weight = recipe
        .find(|(name, _)| name == "popularity_weight")
        .and_then(|(_, value)| value.parse::<f32>().ok());
    let order = if weight.is_some_and(|weight| weight > 0.0) {
        "The stars you see are the prediction. The order adds a little for movies that many people \
         liked: stars alone would favour the obscure, and miss what people go on to watch."
    } else {
        "The stars you see are the prediction, and the order follows it."
    };
    format!("{order} What somebody has rated is never on their list.")
}
