//! A number as a table of what it is made of, with a bar for every row.

use crate::words;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_engine::engine::Kind;

/// A number and its parts, rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Whether the rows add up to the total.
    pub kind: Kind,
    /// In the order in which they are read.
    pub rows: Vec<Row>,
    /// The number itself, in units of the last digit.
    pub total: i32,
    /// Digits behind the point.
    pub digits: u32,
}

/// One part of the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is; for a rated movie, its title.
    pub label: String,
    /// The rated movie, and what it was given.
    pub rated: Option<(MovieIdx, Stars)>,
    /// What it adds or takes, in units of the last digit.
    pub amount: i32,
    /// What everything else is added to. It has no bar: beside it, the others would have none.
    pub is_base: bool,
}

/// Where a bar is, in percent of the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its left end.
    pub from: f32,
    /// Its length.
    pub width: f32,
}

impl Table {
    /// The line of no influence, in percent of the width.
    #[must_use]
    pub fn zero(&self) -> f32 {
        let (least, most) = self.reach();
        percent(-least, least, most)
    }

    /// The bar of a row: from the line to the left for what takes, to the right for what adds.
    #[must_use]
    pub fn bar(&self, row: &Row) -> Option<Bar> {
        let (least, most) = self.reach();
        let width = percent(row.amount.abs(), least, most);
        let from = self.zero() - if row.amount < 0 { width } else { 0.0 };
        (!row.is_base).then_some(Bar { from, width })
    }

    /// `+0.13`, `−0.07`; what everything is added to has no sign.
    #[must_use]
    pub fn amount(&self, row: &Row) -> String {
        words::fixed(row.amount, self.digits, !row.is_base)
    }

    /// `3.46`.
    #[must_use]
    pub fn total(&self) -> String {
        words::fixed(self.total, self.digits, false)
    }

    /// The least and the most of all bars, 0 among them.
    fn reach(&self) -> (i32, i32) {
        let bars = self.rows.iter().filter(|row| !row.is_base);
        bars.fold((0, 0), |(least, most), row| {
            (least.min(row.amount), most.max(row.amount))
        })
    }
}

fn percent(part: i32, least: i32, most: i32) -> f32 {
    part as f32 * 100.0 / (most - least).max(1) as f32
}
