//! Movies that are alike.

use matinee_core::domain::MovieIdx;

use super::selection::Best;
use super::serve::Engine;

/// Number of ratings at which a movie counts half. What was learned of a movie that few have rated
/// is hardly more than chance, and chance finds the most extreme neighbours: without this, one in
/// fourteen of the neighbours of well-known movies has fewer than 10 ratings.
const HALF_KNOWN: f32 = 10.0;

impl Engine {
    /// The `k` movies most like this one, best first, without itself: by similarity, then number
    /// of ratings, then raw id. Shorter only when there are no more movies.
    ///
    /// A similarity is −1 to 1, the same in both directions: the cosine of what the network has
    /// learned of either movie, times n / (n + 10) for either number of ratings n. For the seed
    /// network the cosine is that of what they contribute to the hidden units; for the hybrid, the
    /// mean of the cosines in its two heads.
    ///
    /// # Panics
    /// When `movie` is not an index of this model.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let alike = engine.similar(MovieIdx(0), 3);
    /// assert!(alike.is_sorted_by(|a, b| a.1 >= b.1));
    /// ```
    #[must_use]
    pub fn similar(&self, movie: MovieIdx, k: usize) -> Vec<(MovieIdx, f32)> {
        let known = |movie: MovieIdx| {
            let n = self.catalogue().n_ratings[movie.row()] as f32;
            n / (n + HALF_KNOWN)
        };
        let own = known(movie);
        let mut best = Best::new(self.catalogue(), k);
        for (other, cosine) in (0..).map(MovieIdx).zip(self.network().cosines(movie)) {
            let similarity = cosine.clamp(-1.0, 1.0) * own * known(other);
            best.offer(other, similarity, |other| other != movie);
        }
        best.into_list()
    }
}
