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
    fn what_is_no_percentage_is_refused() {
        assert_eq!(parse(" 40 "), Some(40));
        for text in ["", "101", "-1", "2.5", "much"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
