//! The one source of randomness: a seeded generator that is handed around.
//!
//! Initial weights, shuffles, dropout masks and made-up data all draw from it,
//! so a run is a function of its seed, natively and in a browser. Draws use
//! `u32` and `f32`, never `usize`, whose width differs between the two.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The generator of every random draw. ChaCha8 gives the same stream on every platform.
pub type Rng = ChaCha8Rng;

/// A generator for one purpose of one run: `stream` keeps the purposes apart,
/// so that, say, more dropout draws do not change the shuffles.
#[must_use]
pub fn seeded(seed: u64, stream: u64) -> Rng {
    let mut rng = Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// The numbers `0..n` in random order.
#[must_use]
pub fn permutation(n: u32, rng: &mut Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    order.shuffle(rng);
    order
}
