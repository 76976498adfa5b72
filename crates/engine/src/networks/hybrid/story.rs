//! The words for it.

use crate::networks::network::About;

pub(super) const ABOUT: About = About {
    label: "Hybrid",
    summary: "a rating head, taught by an ensemble, and a ranking head",
    takes_newcomers: true,
    learned: "What somebody rated, and their age, gender and occupation, shape their row; how well it \
              goes with a movie\u{2019}s, and how generous people and popular movies are, gives the \
              stars.",
    order: |_| {
        "Two heads share the work. The stars you see are the rating head\u{2019}s prediction. The \
         order begins with the ranking head, which has learned which movies the same people like: \
         first comes what goes with everything this person rated, and what they disliked speaks \
         against its like. To that the predicted stars are added, and what lies below this \
         person\u{2019}s own average goes down. Ordered by stars alone, the obscure would win."
    },
    orderer: "ranking head and stars",
    runs: "For each movie, two rows of numbers are multiplied and added up, once for who watches what, \
           once for the stars.",
};
