//! Values as bytes, field after field.
//!
//! Not serde and postcard: where each field may fail, and has then to let go of those before it, reading all types
//! of the view takes three times the code, which every reader of the page would download. Here whatever is wrong is
//! noted once, and what was read is thrown away at the end.

use std::sync::Arc;

use matinee_core::domain::{MovieId, UserId};

use super::figure::{Figure, How};
use super::results::{
    AnsweredPerson, ColdStartPeople, Guess, Head, HiddenRating, MapResults, ModelKey, OtherMovie,
    PlayPerson, PlayResults, Playback, Step, StoriesResults, Story, SystemName,
};
use crate::charts::{
    Axis, Bars, Cell, Chart, Direction, DotRow, Dots, Heat, Lines, Part, Point, Reading, Rule,
    Series, Table,
};

/// What can be bytes.
pub(super) trait Pack: Sized {
    /// Appends it.
    fn pack(&self, bytes: &mut Vec<u8>);

    /// Reads it. Whatever comes of bytes that are none of it is to be thrown away: [`Unpacker::is_whole`].
    fn unpack(from: &mut Unpacker<'_>) -> Self;
}

/// Bytes that are read.
pub(super) struct Unpacker<'b> {
    rest: &'b [u8],
    is_broken: bool,
}

impl<'b> Unpacker<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self {
            rest: bytes,
            is_broken: false,
        }
    }

    /// Takes so many bytes; none where there are fewer.
    pub(super) fn take(&mut self, n: usize) -> &'b [u8] {
        let Some((taken, rest)) = self.rest.split_at_checked(n) else {
            self.is_broken = true;
            self.rest = &[];
            return &[];
        };
        self.rest = rest;
        taken
    }

    /// Reads a number of seven bits a byte, the least first.
    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.take(1).first().copied().unwrap_or(0);
            if shift > 63 {
                self.is_broken = true;
                return 0;
            }
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    /// Whether nothing was missing or wrong so far.
    pub(super) const fn is_sound(&self) -> bool {
        !self.is_broken
    }

    /// Whether all was read, and nothing was missing or wrong.
    pub(super) const fn is_whole(&self) -> bool {
        !self.is_broken && self.rest.is_empty()
    }
}

fn pack_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Whole numbers.
macro_rules! whole {
    ($($type:ty)*) => {
        $(impl Pack for $type {
            fn pack(&self, bytes: &mut Vec<u8>) {
                pack_number(*self as u64, bytes);
            }

            fn unpack(from: &mut Unpacker<'_>) -> Self {
                let number = from.number();
                <$type>::try_from(number).unwrap_or_else(|_| {
                    from.is_broken = true;
                    0
                })
            }
        })*
    };
}

whole! { u8 u16 u32 u64 usize }

impl Pack for bool {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.push((*self).into());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.number() != 0
    }
}

impl Pack for f32 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let bytes = from.take(4).first_chunk();
        bytes.map_or(0.0, |bytes| Self::from_le_bytes(*bytes))
    }
}

impl Pack for f64 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let bytes = from.take(8).first_chunk();
        bytes.map_or(0.0, |bytes| Self::from_le_bytes(*bytes))
    }
}

impl Pack for String {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.len().pack(bytes);
        bytes.extend(self.as_bytes());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let n = usize::unpack(from);
        Self::from_utf8_lossy(from.take(n)).into_owned()
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.is_some().pack(bytes);
        if let Some(it) = self {
            it.pack(bytes);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        bool::unpack(from).then(|| T::unpack(from))
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.len().pack(bytes);
        self.iter().for_each(|it| it.pack(bytes));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let n = usize::unpack(from);
        let mut all = Self::new();
        while all.len() < n && from.is_sound() {
            all.push(T::unpack(from));
        }
        all
    }
}

impl<T: Pack, const N: usize> Pack for [T; N] {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.iter().for_each(|it| it.pack(bytes));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        std::array::from_fn(|_| T::unpack(from))
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
        self.1.pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        (A::unpack(from), B::unpack(from))
    }
}

impl<T: Pack> Pack for Arc<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        (**self).pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self::new(T::unpack(from))
    }
}

impl Pack for MovieId {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self(u32::unpack(from))
    }
}

impl Pack for UserId {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self(u32::unpack(from))
    }
}

impl Pack for Reading {
    fn pack(&self, bytes: &mut Vec<u8>) {
        (*self == Self::Along).pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        match bool::unpack(from) {
            true => Self::Along,
            false => Self::Across,
        }
    }
}

impl Pack for Direction {
    fn pack(&self, bytes: &mut Vec<u8>) {
        (*self == Self::Up).pack(bytes);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        match bool::unpack(from) {
            true => Self::Up,
            false => Self::Right,
        }
    }
}

/// Sums and maps are made while they are read: nobody packs one.
impl Pack for Chart {
    fn pack(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Lines(it) => {
                bytes.push(0);
                it.pack(bytes);
            }
            Self::Bars(it) => {
                bytes.push(1);
                it.pack(bytes);
            }
            Self::Dots(it) => {
                bytes.push(2);
                it.pack(bytes);
            }
            Self::Heat(it) => {
                bytes.push(3);
                it.pack(bytes);
            }
            Self::Falls(_) | Self::Scatter(_) => bytes.push(u8::MAX),
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        match from.number() {
            0 => Self::Lines(Lines::unpack(from)),
            1 => Self::Bars(Bars::unpack(from)),
            2 => Self::Dots(Dots::unpack(from)),
            3 => Self::Heat(Heat::unpack(from)),
            _ => {
                from.is_broken = true;
                Self::Lines(Lines::default())
            }
        }
    }
}

/// Structs: all of their fields, in this order.
macro_rules! pack {
    ($($type:ident { $($field:ident),* $(,)? })*) => {
        $(impl $crate::evidence::packed::Pack for $type {
            fn pack(&self, bytes: &mut Vec<u8>) {
                $(self.$field.pack(bytes);)*
            }

            fn unpack(from: &mut $crate::evidence::packed::Unpacker<'_>) -> Self {
                Self {
                    $($field: $crate::evidence::packed::Pack::unpack(from),)*
                }
            }
        })*
    };
}

pub(super) use pack;

pack! {
    Figure { claim, note, chart, table, how }
    How { protocol, seed, command, file, commit, took }
    Table { head, rows }
    Axis { title, digits, from_zero, steps }
    Lines { said, x, y, series, rules, uprights, reading }
    Series { label, style, points, band }
    Point { x, y, name }
    Rule { label, at }
    Bars { said, direction, title, categories, axis, parts, whole, chosen }
    Part { label, style, values }
    Dots { said, title, axis, rows, rule }
    DotRow { label, style, values, mean, spread, is_faint, note }
    Heat { said, columns_title, columns, rows_title, rows, cells, unit, digits, is_difference }
    Cell { value, note, count, is_faint }

    Head { version, protocol, seed, commit, command, model, seconds }
    ModelKey { network, preset, training_rows_sha256 }
    OtherMovie { movie, title }
    SystemName { key, title }
    MapResults { head, method, neighbours_kept, trustworthiness, extent, movies, x, y }
    PlayResults { head, systems, rivals, people, others }
    PlayPerson { user, n_known, lists, hidden, guesses }
    HiddenRating { movie, stars }
    Guess { movie, stars, predicted }
    ColdStartPeople { head, orders, people, others }
    AnsweredPerson { user, n_tested, records }
    Playback { steps }
    Step { revealed, rmse, bias_rmse, list }
    StoriesResults { head, n_predictions, stories }
    Story {
        user, movie, stars, predicted, likely, n_of_user, mean_of_user, n_of_movie, mean_of_movie,
        mean_of_genres,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Pack + PartialEq + std::fmt::Debug>(value: &T) {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut from = Unpacker::new(&bytes);
        assert_eq!(T::unpack(&mut from), *value);
        assert!(from.is_whole(), "{value:?}");
        for end in 0..bytes.len() {
            let mut from = Unpacker::new(&bytes[..end]);
            let _ = T::unpack(&mut from);
            assert!(!from.is_whole(), "{end} bytes of {value:?}");
        }
    }

    #[test]
    fn what_is_packed_is_read_again_and_what_ends_early_is_not() {
        for number in [
            0,
            1,
            127,
            128,
            16_383,
            16_384,
            u64::from(u32::MAX),
            u64::MAX,
        ] {
            check(&number);
        }
        check(&(0.1_f32, -0.1_f64));
        check(&vec![Some("caf\u{e9}".to_owned()), None]);
        check(&[true, false]);
        check(&(Reading::Along, Direction::Up));
        check(&Rule {
            label: "best".to_owned(),
            at: 0.963,
        });
    }

    #[test]
    fn numbers_that_are_too_large_and_lists_without_end_are_refused() {
        let mut bytes = Vec::new();
        u64::from(u32::MAX).pack(&mut bytes);
        let mut from = Unpacker::new(&bytes);
        assert_eq!(u16::unpack(&mut from), 0);
        assert!(!from.is_whole());
        let mut from = Unpacker::new(&bytes);
        assert!(Vec::<String>::unpack(&mut from).len() < 2);
        assert!(!from.is_whole());
        let mut from = Unpacker::new(&[0xff; 12]);
        u64::unpack(&mut from);
        assert!(!from.is_whole());
    }
}
