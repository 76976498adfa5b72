//! Calibration: the list has the genres of the history in the same shares.

use crate::features::genre_divergence;

/// The genres of the history and of the list so far.
pub(super) struct Calibration {
    /// Shares, summing to 1.
    history: [f64; 32],
    /// Each movie of the list spreads one unit over its genres.
    list: [f64; 32],
    /// Movies of the list that have a genre.
    n: f64,
}

/// The divergence of the list with one more movie, prepared for all candidates: only the genres
/// of the candidate itself differ between them.
pub(super) struct Next<'a> {
    history: &'a [f64; 32],
    /// Units of the list so far.
    list: &'a [f64; 32],
    /// Movies with the next one.
    n: f64,
    /// Each genre's part if the next movie does not have it.
    parts: [f64; 32],
    /// Their sum.
    sum: f64,
    /// The divergence as it is.
    now: f64,
}

impl Calibration {
    pub(super) const fn new(history: [f64; 32]) -> Self {
        Self {
            history,
            list: [0.0; 32],
            n: 0.0,
        }
    }

    pub(super) fn of_next(&self) -> Next<'_> {
        let parts_of = |n: f64| -> [f64; 32] {
            std::array::from_fn(|genre| genre_divergence(self.history[genre], self.list[genre] / n))
        };
        let parts = parts_of(self.n + 1.0);
        Next {
            history: &self.history,
            list: &self.list,
            n: self.n + 1.0,
            parts,
            sum: parts.iter().sum(),
            now: parts_of(self.n.max(1.0)).iter().sum(),
        }
    }

    pub(super) fn choose(&mut self, genres: u32) {
        if genres == 0 {
            return;
        }
        self.n += 1.0;
        for genre in rows(genres) {
            self.list[genre] += 1.0 / f64::from(genres.count_ones());
        }
    }
}

impl Next<'_> {
    /// The list's divergence from the history with a movie of these genres, nats.
    pub(super) fn with(&self, genres: u32) -> f64 {
        if genres == 0 {
            return self.now;
        }
        let unit = 1.0 / f64::from(genres.count_ones());
        let change = |genre: usize| {
            let share = (self.list[genre] + unit) / self.n;
            genre_divergence(self.history[genre], share) - self.parts[genre]
        };
        self.sum + rows(genres).map(change).sum::<f64>()
    }
}

fn rows(genres: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |genre| genres >> genre & 1 == 1)
}
