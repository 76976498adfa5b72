//! A column of the numbers that movies have at another place, small.
//!
//! Such numbers grow with the years, those of IMDb in blocks: how long one is follows from when the movie
//! came out. That takes a quarter less than gzip of the numbers.

use crate::container::range_coder::{Bit, Coder, Reader, Writer};

/// Spans of four years, each with what is learned of the numbers in it.
const SPANS: usize = 64;

struct Model {
    /// Whether there is a number.
    is_there: Bit,
    lengths: Vec<[Bit; 64]>,
}

impl Model {
    fn new() -> Self {
        Self {
            is_there: Bit::likely(0.9),
            lengths: vec![[Bit::NEW; 64]; SPANS],
        }
    }

    /// Codes the number of a movie of a year.
    fn code(
        &mut self,
        coder: &mut impl Coder,
        year: Option<u16>,
        number: Option<u32>,
    ) -> Option<u32> {
        if !coder.bit(&mut self.is_there, number.is_some()) {
            return None;
        }
        let number = number.unwrap_or(0);
        let span = usize::from(year.unwrap_or(0)) / 4 % SPANS;
        // The last bit apart: a coder's numbers end one before those of 32 bits.
        let half = coder.number(&mut self.lengths[span], number / 2);
        let is_odd = coder.bit(&mut Bit::NEW.clone(), number % 2 == 1);
        Some(half << 1 | u32::from(is_odd))
    }
}

/// Encodes the numbers of movies of these years; nothing where none has one.
pub(super) fn encode(years: &[Option<u16>], numbers: &[Option<u32>]) -> Vec<u8> {
    if numbers.iter().all(Option::is_none) {
        return Vec::new();
    }
    let (mut model, mut writer) = (Model::new(), Writer::new());
    for (year, number) in years.iter().zip(numbers) {
        model.code(&mut writer, *year, *number);
    }
    writer.finish()
}

/// Decodes the numbers of movies of these years; `None` when these are not their bytes.
pub(super) fn decode(years: &[Option<u16>], bytes: &[u8]) -> Option<Vec<Option<u32>>> {
    if bytes.is_empty() {
        return Some(vec![None; years.len()]);
    }
    let (mut model, mut reader) = (Model::new(), Reader::new(bytes));
    let mut numbers = Vec::with_capacity(years.len());
    for year in years {
        numbers.push(model.code(&mut reader, *year, None));
        if reader.is_spent() {
            return None;
        }
    }
    reader.is_finished().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn years() -> impl Strategy<Value = Vec<Option<u16>>> {
        prop::collection::vec(prop::option::of(any::<u16>()), 0..40)
    }

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            years in years(),
            numbers in prop::collection::vec(prop::option::of(any::<u32>()), 40),
            last in prop::option::of(u32::MAX - 2..=u32::MAX),
        ) {
            let mut numbers = numbers[..years.len()].to_vec();
            if let Some(number) = numbers.last_mut() {
                *number = last;
            }
            let bytes = encode(&years, &numbers);
            prop_assert_eq!(decode(&years, &bytes), Some(numbers));
        }

        #[test]
        fn arbitrary_bytes_are_refused_or_read_but_never_panic(
            years in years(),
            bytes in prop::collection::vec(any::<u8>(), 0..99),
        ) {
            if let Some(numbers) = decode(&years, &bytes) {
                prop_assert_eq!(numbers.len(), years.len());
            }
        }
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let years = vec![Some(1995); 40];
        let numbers: Vec<_> = (0..40).map(|row| Some(112_000 + 71 * row)).collect();
        let bytes = encode(&years, &numbers);
        for len in 1..bytes.len() {
            assert_ne!(
                decode(&years, &bytes[..len]),
                Some(numbers.clone()),
                "{len}"
            );
        }
    }

    #[test]
    fn no_numbers_take_no_bytes() {
        assert_eq!(encode(&[None, Some(1995)], &[None, None]), []);
        assert_eq!(decode(&[None, Some(1995)], &[]), Some(vec![None, None]));
    }
}
