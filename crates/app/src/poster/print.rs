//! The sheet that a motif is printed on, the colours that it is printed in, the shapes that it is made of, and its
//! dice.

use std::fmt::Write as _;

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

/// Five inks and the paper of the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inks {
    /// Paper under the title.
    pub(super) ground: &'static str,
    /// The title: at least 7 to 1 against `ground`.
    pub(super) lettering: &'static str,
    /// The picture's background.
    pub(super) sky: &'static str,
    /// What is far away.
    pub(super) far: &'static str,
    /// What is near, the darkest.
    pub(super) near: &'static str,
    /// Moons, windows, light.
    pub(super) light: &'static str,
    /// The one accent.
    pub(super) spark: &'static str,
}

const fn inks(hex: [&'static str; 7]) -> Inks {
    let [ground, lettering, sky, far, near, light, spark] = hex;
    Inks {
        ground,
        lettering,
        sky,
        far,
        near,
        light,
        spark,
    }
}

const NOIR: &[Inks] = &[
    inks([
        "#17161a", "#f1e6cf", "#34343f", "#5c5d6c", "#0d0c0f", "#f1e6cf", "#d9a441",
    ]),
    inks([
        "#e9e1d0", "#1c1b20", "#8d8f97", "#5a5c66", "#17161a", "#f6efe0", "#a3271c",
    ]),
];
const WESTERN: &[Inks] = &[
    inks([
        "#f0dfbd", "#4a1f12", "#e8a24a", "#c9572b", "#6d2417", "#f9e7b9", "#3a1712",
    ]),
    inks([
        "#3b1a12", "#f6dfb4", "#d5743a", "#a4421f", "#29100b", "#f6cf7f", "#f2b04b",
    ]),
];
const HORROR: &[Inks] = &[
    inks([
        "#1c0f12", "#f3d9c4", "#5d0f1a", "#8f1622", "#14090b", "#f3d9c4", "#d7352b",
    ]),
    inks([
        "#18221d", "#dfe6cf", "#2f4a3c", "#4c7358", "#0c130f", "#dfe8b8", "#b9c93f",
    ]),
];
const SCIENCE: &[Inks] = &[
    inks([
        "#0f1b2e", "#e9efe6", "#173a5c", "#2b7a92", "#0a1220", "#f4e9c9", "#f0803c",
    ]),
    inks([
        "#1f1638", "#f1e6da", "#3b2a68", "#8a4f9e", "#120c24", "#f7d9a0", "#ee6a5c",
    ]),
    inks([
        "#e7e6d6", "#18323f", "#7fb4b0", "#3f7f8c", "#18323f", "#fbf5df", "#e2603c",
    ]),
];
const WAR: &[Inks] = &[
    inks([
        "#e2dbc4", "#33361f", "#a9a67e", "#6d7147", "#33361f", "#f1ead2", "#b8412c",
    ]),
    inks([
        "#2b2c22", "#eadfc2", "#8a5a3a", "#5f4a33", "#1b1c14", "#eac68c", "#d8622f",
    ]),
];
const MUSICAL: &[Inks] = &[
    inks([
        "#5a1238", "#fde7cf", "#8c1d4f", "#c23b66", "#3a0a26", "#fbd38a", "#f48f5b",
    ]),
    inks([
        "#f8dfae", "#4b1230", "#e2485b", "#f08a4b", "#7c1c44", "#fff0cf", "#2d7f87",
    ]),
];
const ANIMATION: &[Inks] = &[
    inks([
        "#fbe6b8", "#1d3a5f", "#6fc0c4", "#f5a23c", "#1d5f86", "#fff5da", "#e4572e",
    ]),
    inks([
        "#17405f", "#fdebc4", "#f2a65a", "#e8694a", "#12304a", "#fdf0c9", "#58b3ae",
    ]),
];
const FANTASY: &[Inks] = &[
    inks([
        "#2b2350", "#f3e6d8", "#4a3b86", "#7b5fb5", "#1a1536", "#f6d98b", "#e88fb0",
    ]),
    inks([
        "#12373c", "#f1ead0", "#2a6f6c", "#58a08a", "#0b2327", "#f3dd9d", "#e9894f",
    ]),
];
const DOCUMENTARY: &[Inks] = &[
    inks([
        "#ece7da", "#21302f", "#b7c3b4", "#6f8d85", "#2c4745", "#f8f4e8", "#d0622f",
    ]),
    inks([
        "#22302f", "#ece7da", "#5c7a74", "#8fa79b", "#16201f", "#efe9d6", "#e08a3c",
    ]),
];
const MYSTERY: &[Inks] = &[
    inks([
        "#132a2c", "#eadfc4", "#1e4a4c", "#35776f", "#0b1a1c", "#e9d394", "#c8553d",
    ]),
    inks([
        "#e6e0cb", "#1d2b38", "#5a7d8c", "#38566a", "#17232f", "#f3ebcf", "#b3472e",
    ]),
    inks([
        "#2c1e33", "#efe2d2", "#54406b", "#80649a", "#1a1120", "#eed6a0", "#d97f3f",
    ]),
];
const CHILDREN: &[Inks] = &[
    inks([
        "#fbdfc8", "#6b1f33", "#f7b53c", "#ef7d57", "#2f6b5b", "#fff4de", "#c7344a",
    ]),
    inks([
        "#cfe6dc", "#20414a", "#7cc3b2", "#f0b648", "#2c6672", "#fdf6df", "#e2613f",
    ]),
];
const ROMANCE: &[Inks] = &[
    inks([
        "#f8e0d8", "#6e1730", "#e98f8a", "#c94f63", "#7d1f3c", "#fdf2e6", "#f3b562",
    ]),
    inks([
        "#571a33", "#fbe3d3", "#a33b55", "#d96f74", "#35101f", "#fcd9b5", "#f0a25a",
    ]),
    inks([
        "#efe6d2", "#3c2a4a", "#b7a2c8", "#8a6fa8", "#43305a", "#fdf4e2", "#e0655c",
    ]),
];
const CRIME: &[Inks] = &[
    inks([
        "#221d1b", "#f0e1c6", "#7c3522", "#b4502f", "#151110", "#efc66f", "#e8e0d0",
    ]),
    inks([
        "#e8dec8", "#2a1d18", "#c89a4b", "#8d5a2b", "#2a1d18", "#f7ecd0", "#a62c1f",
    ]),
    inks([
        "#1d2a2f", "#efe3c6", "#3f5f63", "#6f8f86", "#12191c", "#efd58a", "#d8542f",
    ]),
];
const THRILLER: &[Inks] = &[
    inks([
        "#e9e3d6", "#1b1b22", "#c7321f", "#8f1f16", "#1b1b22", "#f5eedd", "#f0b23e",
    ]),
    inks([
        "#1c2230", "#efe6d4", "#34495f", "#55758c", "#10141d", "#f2e6c6", "#e2542f",
    ]),
    inks([
        "#2a1420", "#f4e3d2", "#6b1f3a", "#a23a4c", "#180a12", "#f3d9a8", "#58a0a0",
    ]),
];
const ADVENTURE: &[Inks] = &[
    inks([
        "#123c43", "#f6e7c1", "#2a8280", "#d98e3a", "#0b262b", "#f6dd9a", "#e0613a",
    ]),
    inks([
        "#f3e2bb", "#40260f", "#e9b04e", "#7f9a5a", "#3f4f2b", "#fdf1cf", "#c44f2b",
    ]),
];
const COMEDY: &[Inks] = &[
    inks([
        "#f7d467", "#3d1d10", "#f0a92c", "#e9692c", "#7c2f12", "#fff2c9", "#2f7f86",
    ]),
    inks([
        "#f6e9cc", "#4d1a1f", "#ef8a6b", "#d94f4a", "#5c1f2a", "#fff4dc", "#f2b83f",
    ]),
    inks([
        "#1e4c56", "#fbeccb", "#5fb0a5", "#f2b544", "#143640", "#fff3d2", "#ea6a47",
    ]),
];
const ACTION: &[Inks] = &[
    inks([
        "#1d1d24", "#fbe9cf", "#d8431f", "#f08a24", "#1d1d24", "#fbe3a6", "#8e1d14",
    ]),
    inks([
        "#f2e2c2", "#2a1712", "#f0a030", "#d9541e", "#2a1712", "#fff0c8", "#1f5a66",
    ]),
    inks([
        "#14303a", "#f6e6c6", "#2f7480", "#e8a33a", "#0c1d24", "#fbeac0", "#e2502c",
    ]),
];
const DRAMA: &[Inks] = &[
    inks([
        "#eee6d6", "#2b2a3a", "#8fa3b0", "#4c6a80", "#26344a", "#f7edd8", "#c9663d",
    ]),
    inks([
        "#2a2f45", "#f2e4cc", "#4d5d8c", "#8390b3", "#191d2d", "#f3d8a2", "#d9734e",
    ]),
    inks([
        "#3d1f2a", "#f5e2cf", "#8a4a4f", "#bd7a63", "#260f18", "#f3cf98", "#e59a57",
    ]),
    inks([
        "#e5e4cf", "#2a3524", "#a9b58a", "#6c8460", "#2f4430", "#f8f3da", "#cf6b39",
    ]),
    inks([
        "#f0dcc4", "#3a2230", "#d69a78", "#a85f58", "#4a2637", "#fdeed6", "#2f6a70",
    ]),
];
const UNKNOWN: &[Inks] = &[inks([
    "#e8e2d6", "#3a332c", "#b9ab97", "#8a7a66", "#4c4137", "#f6f0e4", "#b5532f",
])];

/// The inks of each genre; the telling genres come first.
const BY_GENRE: [(&str, &[Inks]); 18] = [
    ("Film-Noir", NOIR),
    ("Western", WESTERN),
    ("Horror", HORROR),
    ("Sci-Fi", SCIENCE),
    ("Animation", ANIMATION),
    ("War", WAR),
    ("Musical", MUSICAL),
    ("Fantasy", FANTASY),
    ("Documentary", DOCUMENTARY),
    ("Mystery", MYSTERY),
    ("Children's", CHILDREN),
    ("Romance", ROMANCE),
    ("Crime", CRIME),
    ("Thriller", THRILLER),
    ("Adventure", ADVENTURE),
    ("Comedy", COMEDY),
    ("Action", ACTION),
    ("Drama", DRAMA),
];

impl Inks {
    /// Chooses the inks of a movie with these genres: of its two most telling ones, one.
    pub(super) fn choose(genres: &[&str], chance: &mut Chance) -> Self {
        let mut telling = BY_GENRE.iter().filter(|(name, _)| genres.contains(name));
        let palettes = match (telling.next(), telling.next()) {
            (None, _) => UNKNOWN,
            (Some((_, first)), None) => first,
            (Some((_, first)), Some((_, second))) => {
                if chance.one_in(3) {
                    second
                } else {
                    first
                }
            }
        };
        *chance.pick(palettes)
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

    /// WCAG relative luminance of `#rrggbb`.
    fn luminance(hex: &str) -> Option<f64> {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
            let value = f64::from(byte) / 255.0;
            Some(if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            })
        };
        Some(0.2126 * channel(1)? + 0.7152 * channel(3)? + 0.0722 * channel(5)?)
    }

    #[test]
    fn every_title_can_be_read() {
        let all = BY_GENRE.iter().flat_map(|(_, inks)| *inks).chain(UNKNOWN);
        for inks in all {
            let (Some(a), Some(b)) = (luminance(inks.ground), luminance(inks.lettering)) else {
                panic!("{inks:?} has a malformed colour");
            };
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 7.0, "{inks:?}: {contrast}");
        }
    }
}
