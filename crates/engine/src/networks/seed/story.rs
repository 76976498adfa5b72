//! The words for it.

use crate::networks::network::About;

pub(super) const ABOUT: About = About {
    label: "Seed network",
    summary: "embeddings and features → fc1 → BatchNorm → ReLU → fc2",
    takes_newcomers: false,
    learned: "Age, gender, occupation, genres and year stand beside them, and one hidden layer turns it \
              all into stars.",
    order,
    orderer: "stars and popularity",
    runs: "Batch normalisation is folded into the first layer, whose two halves are multiplied out \
           once; a list is then an addition, a cut at zero and a product for each movie.",
};

/// Tells of stars alone, or of a bonus for movies that many liked.
fn order(recipe: &[(String, String)]) -> &'static str {
    // Reading a decimal number would cost the page 13 kB; whether it is 0 can be seen.
    let is_there = |value: &str| value.contains(|digit| matches!(digit, '1'..='9'));
    let has_bonus =
        |(name, value): &(String, String)| name == "popularity_weight" && is_there(value);
    if recipe.iter().any(has_bonus) {
        "The stars you see are the prediction. The order adds a little for movies that many people \
         liked: stars alone would favour the obscure, and miss what people go on to watch."
    } else {
        "The stars you see are the prediction, and the order follows it."
    }
}
