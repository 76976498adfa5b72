//! The codes of a rounded matrix, small.
//!
//! How large a code is likely to be follows from how large those before it in its column are and
//! how large its row was in the columns before, for both vary much: long columns are those that
//! matter, and short rows are movies that few have rated. That expectation is the context of the
//! bits that say how large the code is. It takes a quarter less than gzip of the bytes.

use super::range_coder::{Bit, Coder, Reader, Writer};

/// More values are refused: nothing that a page carries has as many, and a few bytes can announce
/// them.
pub(crate) const MAX_VALUES: u64 = 1 << 24;

/// Encodes a matrix of `n_rows`, column by column.
pub(crate) fn encode(codes: &[i8], n_rows: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    let mut model = Model::new();
    for column in codes.chunks_exact(n_rows.max(1)) {
        model.code(&mut writer, n_rows, column);
    }
    writer.finish()
}

/// Decodes `n_cols` columns of `n_rows`; `None` when these are not their bytes.
pub(crate) fn decode(bytes: &[u8], n_rows: usize, n_cols: usize) -> Option<Vec<i8>> {
    if n_rows as u64 * n_cols as u64 > MAX_VALUES {
        return None;
    }
    let mut reader = Reader::new(bytes);
    let mut model = Model::new();
    let mut codes = Vec::new();
    for _ in 0..n_cols {
        codes.extend(model.code(&mut reader, n_rows, &[]));
        if reader.is_spent() {
            return None;
        }
    }
    reader.is_finished().then_some(codes)
}

/// Contexts for expectations: four to a doubling.
const N_EXPECTATIONS: usize = 48;
/// Contexts for how far a magnitude has been counted.
const N_COUNTS: usize = 32;
/// What a row or a column is expected to be like before anything is known of it.
const PRIOR: f32 = 3.0;

struct Model {
    /// By expectation; whether a magnitude ends here.
    ends: Vec<[Bit; N_COUNTS]>,
    /// By row: the sum of its magnitudes, each over the mean of its column. Empty at first.
    rows: Vec<f32>,
    n_columns: f32,
}

impl Model {
    fn new() -> Self {
        Self {
            ends: vec![[Bit::NEW; N_COUNTS]; N_EXPECTATIONS],
            rows: Vec::new(),
            n_columns: 0.0,
        }
    }

    /// Codes a column. It grows only as far as there is something to read. A function of its own,
    /// as that of the histories.
    #[inline(never)]
    fn code(&mut self, coder: &mut impl Coder, n_rows: usize, column: &[i8]) -> Vec<i8> {
        let (mut sum, mut n) = (PRIOR, 1.0);
        let mut codes = Vec::new();
        let mut total = 0.0;
        for row in 0..n_rows {
            if coder.is_spent() {
                return codes;
            }
            let before = self.rows.get(row).copied().unwrap_or(0.0);
            let of_row = (before + PRIOR) / (self.n_columns + PRIOR);
            let ends = &mut self.ends[expectation_row(of_row * sum / n)];
            let code = value(coder, ends, column.get(row).copied().unwrap_or(0));
            sum += magnitude(code) / of_row;
            total += magnitude(code);
            n += 1.0;
            codes.push(code);
        }
        let mean = (total / n).max(0.05);
        self.rows.resize(n_rows, 0.0);
        for (row, &code) in self.rows.iter_mut().zip(&codes) {
            *row += magnitude(code) / mean;
        }
        self.n_columns += 1.0;
        codes
    }
}

fn magnitude(code: i8) -> f32 {
    f32::from(code.unsigned_abs())
}

/// Codes a value: its magnitude, counted up, and its sign.
fn value(coder: &mut impl Coder, ends: &mut [Bit; N_COUNTS], value: i8) -> i8 {
    let magnitude = value.unsigned_abs();
    let mut found = 0_u8;
    while found < 128 {
        let context = &mut ends[usize::from(found).min(N_COUNTS - 1)];
        if coder.bit(context, found == magnitude) {
            break;
        }
        found += 1;
    }
    // Either sign is as likely: nothing to be learned.
    if found > 0 && coder.bit(&mut Bit::NEW.clone(), value < 0) {
        0_i8.wrapping_sub_unsigned(found)
    } else {
        found.min(127) as i8
    }
}

/// The row of [`Model::ends`] for a magnitude of which so much is expected, above 0.
fn expectation_row(expected: f32) -> usize {
    // An exponent and the two highest bits after it are a logarithm in quarters.
    let quarters = (expected.to_bits() >> 21) as usize;
    quarters.saturating_sub(123 * 4).min(N_EXPECTATIONS - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            n_rows in 0_usize..40,
            n_cols in 0_usize..9,
            codes in prop::collection::vec(any::<i8>(), 40 * 9),
            largest in 1_i8..=127,
        ) {
            let codes: Vec<i8> = codes.iter().take(n_rows * n_cols).map(|code| code % largest).collect();
            let bytes = encode(&codes, n_rows);
            prop_assert_eq!(decode(&bytes, n_rows, n_cols), Some(codes));
        }

        #[test]
        fn arbitrary_bytes_are_refused_or_read_but_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            n_rows in 0_usize..40,
            n_cols in 0_usize..40,
        ) {
            if let Some(codes) = decode(&bytes, n_rows, n_cols) {
                prop_assert_eq!(codes.len(), n_rows * n_cols);
            }
        }
    }

    #[test]
    fn the_extremes_are_read() {
        let codes = [-128, 127, 0, -127, -1, 1];
        assert_eq!(decode(&encode(&codes, 3), 3, 2), Some(codes.to_vec()));
    }

    #[test]
    fn sizes_beyond_reason_are_refused_before_anything_is_reserved() {
        assert_eq!(decode(&[0; 8], 1 << 31, 1 << 31), None);
        assert_eq!(decode(&[0; 8], 1 << 23, 3), None);
    }

    #[test]
    fn a_matrix_cut_off_is_refused() {
        let codes: Vec<i8> = (0..200).map(|i| ((i * 37) % 23 - 11) as i8).collect();
        let bytes = encode(&codes, 20);
        for len in 0..bytes.len() {
            assert_ne!(
                decode(&bytes[..len], 20, 10),
                Some(codes.clone()),
                "{len} bytes"
            );
        }
    }
}
