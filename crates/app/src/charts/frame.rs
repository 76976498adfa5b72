//! How much room a drawing has, and where its plot lies in it.

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Beside other things on a screen.
    Wide,
    /// On a phone.
    Narrow,
}

/// Size of a drawing and where its plot lies, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width of the drawing.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Left edge of the plot.
    pub left: f64,
    /// Right edge of the plot.
    pub right: f64,
    /// Upper edge of the plot.
    pub top: f64,
    /// Lower edge of the plot.
    pub bottom: f64,
    /// Height of letters.
    pub font: f64,
}

impl Size {
    /// Width of a drawing, in its own units.
    #[must_use]
    pub const fn width(self) -> f64 {
        match self {
            Self::Wide => 680.0,
            Self::Narrow => 340.0,
        }
    }

    /// About so many numbers fit along the width.
    #[must_use]
    pub const fn n_ticks(self) -> usize {
        match self {
            Self::Wide => 10,
            Self::Narrow => 5,
        }
    }

    /// The frame of a drawing of this size with so much room around its plot: left, right, top, bottom; the
    /// plot is `height` high.
    #[must_use]
    pub fn around(self, [left, right, top, bottom]: [f64; 4], height: f64) -> Frame {
        Frame {
            width: self.width(),
            height: top + height + bottom,
            left,
            right: self.width() - right,
            top,
            bottom: top + height,
            font: FONT,
        }
    }
}

/// Height of letters, in units of a drawing.
pub(super) const FONT: f64 = 14.0;

impl Frame {
    /// Room between the middles of two names.
    #[must_use]
    pub fn line_height(&self) -> f64 {
        self.font * 1.2
    }

    /// The middle of the plot, from the left.
    #[must_use]
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }
}
