//! The sheet that a motif is printed on, the shapes that it is made of, and its dice.

use std::fmt::Write as _;

use super::inks::Inks;

/// A sheet being printed.
pub(super) struct Print<'a> {
    pub(super) svg: &'a mut String,
    pub(super) inks: &'a Inks,
    pub(super) chance: &'a mut Chance,
}

impl Print<'_> {
    pub(super) fn circle(&mut self, fill: &str, (x, y): (i32, i32), r: i32) {
        let _ = write!(
            self.svg,
            r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>"#
        );
    }

    pub(super) fn ring(&mut self, ink: &str, (x, y): (i32, i32), r: i32, width: i32) {
        let _ = write!(
            self.svg,
            r#"<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{ink}" stroke-width="{width}"/>"#
        );
    }

    pub(super) fn rect(&mut self, fill: &str, (x, y): (i32, i32), (width, height): (i32, i32)) {
        let _ = write!(
            self.svg,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#
        );
    }

    pub(super) fn path(&mut self, fill: &str, d: &str) {
        let _ = write!(self.svg, r#"<path d="{d}" fill="{fill}"/>"#);
    }

    pub(super) fn line(&mut self, ink: &str, width: i32, d: &str) {
        let _ = write!(
            self.svg,
            r#"<path d="{d}" fill="none" stroke="{ink}" stroke-width="{width}" stroke-linecap="round"/>"#
        );
    }

    pub(super) fn glow(&mut self, fill: &str, d: &str) {
        let _ = write!(self.svg, r#"<path d="{d}" fill="{fill}" opacity=".55"/>"#);
    }

    pub(super) fn sprinkle(&mut self, ink: &str, n: i32, bottom: i32) {
        for _ in 0..n {
            let at = (self.chance.between(8, 232), self.chance.between(8, bottom));
            let r = self.chance.between(1, 3);
            self.circle(ink, at, r);
        }
    }
}

/// Finds a point on the circle of radius 1000 at `part` of `whole` turns, clockwise from the right.
/// From a table of sines: the platform's may differ in the last digit.
pub(super) fn unit(part: i32, whole: i32) -> (i32, i32) {
    let sine = |degrees: i32| {
        let turn = degrees.rem_euclid(360);
        let (half, sign) = if turn < 180 {
            (turn, 1)
        } else {
            (turn - 180, -1)
        };
        // Bhaskara's approximation, exact enough for a picture and in whole numbers.
        let product = half * (180 - half);
        sign * 4000 * product / (40_500 - product)
    };
    let degrees = part * 360 / whole;
    (sine(degrees + 90), sine(degrees))
}

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

    /// Draws a number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = high.abs_diff(low) + 1;
        low + (self.next() % span) as i32
    }

    /// Is true once in `n` times.
    pub(super) fn one_in(&mut self, n: u32) -> bool {
        self.next().is_multiple_of(n)
    }

    /// Draws one of `items`, which must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.next() as usize % items.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_on_their_circle() {
        for part in 0..36 {
            let (x, y) = unit(part, 36);
            let radius = f64::from(x).hypot(f64::from(y));
            assert!((radius - 1000.0).abs() < 5.0, "{part}: {radius}");
        }
        assert_eq!(unit(0, 4), (1000, 0));
        assert_eq!(unit(1, 4), (0, 1000));
    }
}
