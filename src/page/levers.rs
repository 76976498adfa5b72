//! How the visitor steers the list: two levers, in percent.

use crate::engine::Steering;

/// Strengths as the sliders and the address say them, 0 to 100; 0 leaves the list as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levers {
    /// From familiar to obscure.
    pub obscure: u8,
    /// From focused to varied.
    pub varied: u8,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// From familiar to obscure.
    Obscure,
    /// From focused to varied.
    Varied,
}

/// The strongest.
pub const MOST: u8 = 100;

impl Levers {
    /// The strengths for the engine.
    #[must_use]
    pub fn steering(self) -> Steering {
        Steering {
            discount: share(self.obscure),
            variety: share(self.varied),
            calibration: 0.0,
        }
    }
}

impl Lever {
    /// Where it stands.
    #[must_use]
    pub const fn of(self, levers: Levers) -> u8 {
        match self {
            Self::Obscure => levers.obscure,
            Self::Varied => levers.varied,
        }
    }

    /// The levers with this one at `percent`.
    #[must_use]
    pub const fn put(self, levers: Levers, percent: u8) -> Levers {
        match self {
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

    /// What it goes from, and what to.
    #[must_use]
    pub const fn poles(self) -> [&'static str; 2] {
        match self {
            Self::Obscure => ["familiar", "obscure"],
            Self::Varied => ["focused", "varied"],
        }
    }

    /// A position in words: `20 %, a little obscure`.
    #[must_use]
    pub fn said(self, percent: u8) -> String {
        let [least, most] = self.poles();
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
            obscure: 100,
            varied: 25,
        };
        let steering = levers.steering();
        assert_eq!((steering.discount, steering.variety), (1.0, 0.25));
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
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        assert_eq!(parse(" 40 "), Some(40));
        for text in ["", "101", "-1", "2.5", "much"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
