//! A finger on a slider: whether it means the slider, or scrolls past it.
//!
//! Browsers move a slider as soon as it is touched. What they say is held back here until it is known
//! what the finger does: along the slider it means it, away from it it scrolls; where it is lifted
//! without either, it has chosen a place.

/// How far a finger may slip and still rest, CSS pixels.
const SLIP: f64 = 8.0;

/// A finger that is down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    start: (f64, f64),
    /// Where the slider was.
    before: u8,
    /// Where the browser would have it.
    asked: u8,
    intent: Intent,
}

/// What a finger does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
    Unknown,
    Slides,
    Scrolls,
}

impl Touch {
    /// Begins with a finger that comes down at `(x, y)` on a slider that is at `before`.
    #[must_use]
    pub const fn new(start: (f64, f64), before: u8) -> Self {
        Self {
            start,
            before,
            asked: before,
            intent: Intent::Unknown,
        }
    }

    /// Follows the finger to `(x, y)`. What it does first, it does until it is lifted.
    pub fn moved(&mut self, (x, y): (f64, f64)) {
        let (across, along) = ((y - self.start.1).abs(), (x - self.start.0).abs());
        if self.intent == Intent::Unknown && across.max(along) > SLIP {
            self.intent = match along > across {
                true => Intent::Slides,
                false => Intent::Scrolls,
            };
        }
    }

    /// Says where the slider is to be when the browser puts it at `asked`.
    pub fn slid(&mut self, asked: u8) -> u8 {
        self.asked = asked;
        match self.intent {
            Intent::Slides => asked,
            Intent::Unknown | Intent::Scrolls => self.before,
        }
    }

    /// Says where the slider is once the finger is lifted.
    #[must_use]
    pub fn lifted(self) -> u8 {
        match self.intent {
            Intent::Scrolls => self.before,
            Intent::Unknown | Intent::Slides => self.asked,
        }
    }

    /// Says where the slider is once the browser has taken the finger for itself: it scrolls.
    #[must_use]
    pub const fn taken(self) -> u8 {
        self.before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A finger on a slider at 20 that the browser has put at 60.
    fn touched() -> Touch {
        let mut touch = Touch::new((100.0, 300.0), 20);
        assert_eq!(touch.slid(60), 20);
        touch
    }

    #[test]
    fn a_finger_that_scrolls_leaves_the_slider() {
        let mut touch = touched();
        for (x, y) in [(101.0, 296.0), (103.0, 280.0), (180.0, 200.0)] {
            touch.moved((x, y));
            assert_eq!(touch.slid(70), 20);
        }
        assert_eq!(touch.lifted(), 20);
        assert_eq!(touch.taken(), 20);
    }

    #[test]
    fn a_finger_along_the_slider_takes_it_along() {
        let mut touch = touched();
        touch.moved((110.0, 304.0));
        assert_eq!(touch.slid(63), 63);
        // Fingers move on a curve.
        touch.moved((160.0, 400.0));
        assert_eq!(touch.slid(80), 80);
        assert_eq!(touch.lifted(), 80);
    }

    #[test]
    fn a_finger_along_the_slider_may_move_before_the_slider_does() {
        let mut touch = Touch::new((100.0, 300.0), 20);
        touch.moved((140.0, 300.0));
        assert_eq!(touch.slid(40), 40);
        assert_eq!(touch.lifted(), 40);
    }

    #[test]
    fn a_finger_that_is_lifted_where_it_came_down_has_chosen_a_place() {
        let mut touch = touched();
        touch.moved((104.0, 295.0));
        assert_eq!(touch.slid(60), 20);
        assert_eq!(touch.lifted(), 60);
    }

    #[test]
    fn a_finger_that_the_browser_takes_has_chosen_nothing() {
        assert_eq!(touched().taken(), 20);
        // Also where it slid before.
        let mut touch = touched();
        touch.moved((160.0, 300.0));
        assert_eq!(touch.slid(80), 80);
        assert_eq!(touch.taken(), 20);
    }
}
