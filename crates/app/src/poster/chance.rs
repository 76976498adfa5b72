//! A poster's own dice: small, and the same on every machine.

/// A stream of numbers that a movie's id decides (SplitMix32). The crate's generator for training
/// would bring its code into the page for nothing.
pub(super) struct Chance(u32);

impl Chance {
    pub(super) fn new(id: u32) -> Self {
        Self(id.wrapping_mul(0x9E37_79B9) ^ 0x5F35_6495)
    }

    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x21F0_AAAD);
        mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x735A_2D97);
        mixed ^ (mixed >> 15)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = high.abs_diff(low) + 1;
        low + (self.next() % span) as i32
    }

    /// True once in `n` times.
    pub(super) fn one_in(&mut self, n: u32) -> bool {
        self.next().is_multiple_of(n)
    }

    /// One of `items`, which must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.next() as usize % items.len()]
    }
}
