//! How the visitor steers the list: three levers, in percent.

use matinee_engine::engine::Steering;

/// Strengths as the sliders and the address say them, 0 to 100. The default leaves the list as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levers {
    /// From what people alike watch to what would get the most stars; in the middle both, as the
    /// model blends them.
    pub stars: u8,
    /// From familiar to obscure.
    pub obscure: u8,
    /// From focused to varied.
    pub varied: u8,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// From what people alike watch to what would get the most stars.
    Stars,
    /// From familiar to obscure.
    Obscure,
    /// From focused to varied.
    Varied,
}

/// The strongest.
pub const MOST: u8 = 100;
/// Where neither of two ends counts more.
const MIDDLE: u8 = 50;

impl Default for Levers {
    fn default() -> Self {
        Self {
            stars: MIDDLE,
            obscure: 0,
            varied: 0,
        }
    }
}

impl Levers {
    /// Returns the strengths for the engine.
    #[must_use]
    pub fn steering(self) -> Steering {
        Steering {
            blend: Lever::Stars.strength(self.stars),
            discount: Lever::Obscure.strength(self.obscure),
            variety: Lever::Varied.strength(self.varied),
            calibration: 0.0,
        }
    }
}

impl Lever {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Obscure, Self::Varied, Self::Stars];

    /// Returns its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Obscure => "obscure",
            Self::Varied => "varied",
        }
    }

    /// Returns where it leaves the list as it is.
    #[must_use]
    pub fn rest(self) -> u8 {
        self.of(Levers::default())
    }

    /// Returns a position as the engine and the curves of a model have it.
    #[must_use]
    pub fn strength(self, percent: u8) -> f32 {
        match self {
            Self::Stars => share(percent) * 2.0 - 1.0,
            Self::Obscure | Self::Varied => share(percent),
        }
    }

    /// Returns where it stands.
    #[must_use]
    pub const fn of(self, levers: Levers) -> u8 {
        match self {
            Self::Stars => levers.stars,
            Self::Obscure => levers.obscure,
            Self::Varied => levers.varied,
        }
    }

    /// Returns the levers with this one at `percent`.
    #[must_use]
    pub const fn put(self, levers: Levers, percent: u8) -> Levers {
        match self {
            Self::Stars => Levers {
                stars: percent,
                ..levers
            },
            Self::Obscure => Levers {
                obscure: percent,
                ..levers
            },
            Self::Varied => Levers {
                varied: percent,
                ..levers
            },
        }
    }

    /// Says what it goes from, and what to.
    #[must_use]
    pub const fn poles(self) -> [&'static str; 2] {
        match self {
            Self::Stars => ["popular with people like you", "stars you would give"],
            Self::Obscure => ["familiar", "obscure"],
            Self::Varied => ["focused", "varied"],
        }
    }

    /// Says what is set, among other things that are: `20 % obscure`. Nothing where it rests.
    #[must_use]
    pub fn setting(self, percent: u8) -> Option<String> {
        let [least, most] = self.poles();
        let said = match self {
            _ if percent == self.rest() => return None,
            Self::Stars => {
                let pole = if percent < MIDDLE { least } else { most };
                match distance(percent) {
                    100 => format!("only {pole}"),
                    _ => format!("more {pole} ({percent} %)"),
                }
            }
            Self::Obscure | Self::Varied => format!("{percent} % {most}"),
        };
        Some(said)
    }

    /// Says a position in words: `20 %, a little obscure`.
    #[must_use]
    pub fn said(self, percent: u8) -> String {
        let [least, most] = self.poles();
        if self == Self::Stars {
            let pole = if percent < MIDDLE { least } else { most };
            return match distance(percent) {
                0 => format!("{percent} %, both as the model blends them"),
                100 => format!("{percent} %, only {pole}"),
                1..=50 => format!("{percent} %, a little more {pole}"),
                _ => format!("{percent} %, more {pole}"),
            };
        }
        let (much, pole) = match percent {
            0 => ("as ", least),
            1..=33 => ("a little ", most),
            34..=66 => ("", most),
            _ => ("very ", most),
        };
        let end = if percent == 0 { " as it comes" } else { "" };
        format!("{percent} %, {much}{pole}{end}")
    }
}

/// Measures how far it is from the middle, 0 to 100.
const fn distance(percent: u8) -> u8 {
    percent.abs_diff(MIDDLE) * 2
}

fn share(percent: u8) -> f32 {
    f32::from(percent) / f32::from(MOST)
}

/// Reads a strength; `None` for what is no whole number from 0 to 100.
#[must_use]
pub fn parse(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|percent| *percent <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levers_at_zero_steer_nothing() {
        assert_eq!(Levers::default().steering(), Steering::default());
    }

    #[test]
    fn a_lever_at_its_end_has_its_full_strength() {
        let levers = Levers {
            stars: 100,
            obscure: 100,
            varied: 25,
        };
        let steering = levers.steering();
        assert_eq!((steering.discount, steering.variety), (1.0, 0.25));
        assert_eq!(steering.blend, 1.0);
        let watched = Lever::Stars.put(levers, 0);
        assert_eq!(watched.steering().blend, -1.0);
    }

    #[test]
    fn a_lever_that_is_moved_leaves_the_other_where_it_is() {
        let levers = Lever::Obscure.put(Lever::Varied.put(Levers::default(), 30), 20);
        assert_eq!(Lever::Obscure.of(levers), 20);
        assert_eq!(Lever::Varied.of(levers), 30);
    }

    #[test]
    fn a_position_is_said_in_words() {
        for (percent, said) in [
            (0, "0 %, as familiar as it comes"),
            (20, "20 %, a little obscure"),
            (50, "50 %, obscure"),
            (100, "100 %, very obscure"),
        ] {
            assert_eq!(Lever::Obscure.said(percent), said);
        }
        for (percent, said) in [
            (0, "0 %, only popular with people like you"),
            (40, "40 %, a little more popular with people like you"),
            (50, "50 %, both as the model blends them"),
            (90, "90 %, more stars you would give"),
        ] {
            assert_eq!(Lever::Stars.said(percent), said);
        }
    }

    #[test]
    fn a_lever_at_rest_is_not_among_what_is_set() {
        for lever in Lever::ALL {
            assert_eq!(lever.setting(lever.rest()), None);
            assert_eq!(lever.of(Levers::default()), lever.rest());
        }
        let set = |lever: Lever, percent| lever.setting(percent).unwrap_or_default();
        assert_eq!(set(Lever::Obscure, 20), "20 % obscure");
        assert_eq!(set(Lever::Stars, 60), "more stars you would give (60 %)");
        assert_eq!(set(Lever::Stars, 0), "only popular with people like you");
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        assert_eq!(parse(" 40 "), Some(40));
        for text in ["", "101", "-1", "2.5", "much"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
