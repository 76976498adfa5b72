//! Matrices in fewer bits, and the codes of a rounded matrix, small.
//!
//! How large a code is likely to be follows from how large those before it in its column are and
//! how large its row was in the columns before, for both vary much: long columns are those that
//! matter, and short rows are movies that few have rated. That expectation is the context of the
//! bits that say how large the code is. It takes a quarter less than gzip of the bytes.

use half::f16;
use serde::{Deserialize, Serialize};

use crate::matrix::Matrix;

use super::range_coder::{Bit, Coder, Reader, Writer};
use matinee_core::ready::Pause;

/// How a matrix is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Precision {
    /// 32-bit floats: exact.
    F32,
    /// 16-bit floats: a relative error of at most 2⁻¹¹.
    F16,
    /// 8-bit integers with one step a column: its largest value / `levels`. An error of at most
    /// half a step.
    ///
    /// A matrix of normal values takes about log₂(1.2 · `levels`) bits a value in the file.
    Int {
        /// Codes are −`levels` to `levels`; 1 to 127.
        levels: u8,
    },
    /// 8-bit integers with one step for all columns, or as much more as a column needs to fit.
    ///
    /// For a balanced factorisation, whose columns are the longer the more they matter: all
    /// values are then wrong by as much, and short columns become small codes, which take few bits.
    Step(f32),
}

impl Precision {
    /// As fine as eight bits allow.
    pub const INT8: Self = Self::Int { levels: 127 };
}

/// How the parts of a network are stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precisions {
    /// Seed network: both embeddings.
    pub embeddings: Precision,
    /// Seed network: fc1.
    pub fc1: Precision,
    /// Hybrid: the rating head's people and movies.
    pub tastes: Precision,
    /// Hybrid: what having rated a movie says.
    pub rated: Precision,
    /// Hybrid: the ranking head's movies.
    pub ranking: Precision,
    /// Hybrid: how popular movies are.
    pub popularity: Precision,
    /// Hybrid: one number a movie, and the people's features.
    pub vectors: Precision,
}

impl Precisions {
    /// As trained.
    pub const FULL: Self = Self {
        embeddings: Precision::F32,
        fc1: Precision::F32,
        tastes: Precision::F32,
        rated: Precision::F32,
        ranking: Precision::F32,
        popularity: Precision::F32,
        vectors: Precision::F32,
    };
    /// For the page: a quarter of the bytes, for an RMSE that differs by less than .0005
    /// (`cargo test --package matinee-pipeline --test shipped_model`).
    pub const COMPACT: Self = Self {
        embeddings: Precision::INT8,
        fc1: Precision::F16,
        tastes: Precision::Step(0.02),
        rated: Precision::Int { levels: 8 },
        ranking: Precision::Int { levels: 40 },
        popularity: Precision::F16,
        vectors: Precision::F16,
    };
    /// For the page of a data set of thousands of movies, most of which few have rated: of these little is
    /// known, so what is stored of them may be coarser.
    pub const SMALL: Self = Self {
        tastes: Precision::Step(0.04),
        rated: Precision::Int { levels: 4 },
        ranking: Precision::Int { levels: 16 },
        popularity: Precision::INT8,
        ..Self::COMPACT
    };
}

/// A rounded matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(into = "Packed")]
pub struct Stored {
    n_rows: u32,
    n_cols: u32,
    values: Values,
}

#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// Row by row.
    F32(Vec<f32>),
    /// Little-endian bit patterns, two bytes a value, row by row.
    F16(Vec<u8>),
    Int8 {
        /// One step of each column.
        steps: Vec<f32>,
        /// Column by column: what has one distribution lies together.
        codes: Vec<i8>,
    },
}

/// A matrix of which the shape is known, whatever form it has.
pub(crate) trait Shaped {
    /// (rows, columns)
    fn shape(&self) -> (usize, usize);
}

/// A matrix as it lies in the file: a few bytes can stand for many values, so its shape is compared
/// before it is unpacked.
#[derive(Serialize, Deserialize)]
pub(crate) struct Packed {
    n_rows: u32,
    n_cols: u32,
    values: PackedValues,
}

#[derive(Serialize, Deserialize)]
enum PackedValues {
    F32(Vec<f32>),
    F16(Vec<u8>),
    Int8 { steps: Vec<f32>, codes: Vec<u8> },
}

impl From<Stored> for Packed {
    fn from(stored: Stored) -> Self {
        let values = match stored.values {
            Values::F32(values) => PackedValues::F32(values),
            Values::F16(bytes) => PackedValues::F16(bytes),
            Values::Int8 { steps, codes } => PackedValues::Int8 {
                steps,
                codes: encode_codes(&codes, stored.n_rows as usize),
            },
        };
        Self {
            n_rows: stored.n_rows,
            n_cols: stored.n_cols,
            values,
        }
    }
}

impl Shaped for Packed {
    fn shape(&self) -> (usize, usize) {
        (self.n_rows as usize, self.n_cols as usize)
    }
}

impl Shaped for Stored {
    fn shape(&self) -> (usize, usize) {
        self.shape()
    }
}

impl Packed {
    /// A matrix of which nothing is there but its shape.
    #[cfg(test)]
    pub(crate) fn announcing(n_rows: u32, n_cols: u32) -> Self {
        let values = PackedValues::Int8 {
            steps: vec![1.0; n_cols as usize],
            codes: Vec::new(),
        };
        Self {
            n_rows,
            n_cols,
            values,
        }
    }

    /// The matrix, unpacked in pieces of a few milliseconds, `pause` after each.
    ///
    /// # Errors
    /// Codes that do not fit the shape.
    pub(crate) async fn unpack(self, pause: Pause<'_>) -> Result<Stored, &'static str> {
        let (n_rows, n_cols) = (self.n_rows, self.n_cols);
        let values = match self.values {
            PackedValues::F32(values) => Values::F32(values),
            PackedValues::F16(bytes) => Values::F16(bytes),
            PackedValues::Int8 { steps, codes } => {
                if steps.len() as u64 != u64::from(n_cols) {
                    return Err("a matrix has another number of steps than columns");
                }
                let shape = (n_rows as usize, n_cols as usize);
                let codes = decode_codes(&codes, shape, pause).await;
                let codes = codes.ok_or("the codes of a matrix do not fit its shape")?;
                Values::Int8 { steps, codes }
            }
        };
        Ok(Stored {
            n_rows,
            n_cols,
            values,
        })
    }
}

impl Stored {
    /// Rounds a matrix to `precision`.
    #[must_use]
    pub fn new(matrix: &Matrix, precision: Precision) -> Self {
        let values = match precision {
            Precision::F32 => Values::F32(matrix.values.clone()),
            Precision::F16 => Values::F16(
                matrix
                    .values
                    .iter()
                    .flat_map(|&value| f16::from_f32(value).to_le_bytes())
                    .collect(),
            ),
            Precision::Int { levels } => {
                int8(matrix, |largest| largest / f32::from(levels.clamp(1, 127)))
            }
            Precision::Step(step) => int8(matrix, |largest| step.max(largest / 127.0)),
        };
        Self {
            n_rows: matrix.n_rows as u32,
            n_cols: matrix.n_cols as u32,
            values,
        }
    }

    /// (rows, columns)
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.n_rows as usize, self.n_cols as usize)
    }

    /// Only these rows, in this order, as they are rounded. Call it on a consistent matrix.
    ///
    /// # Panics
    /// When one of them is not there.
    #[must_use]
    pub fn only(&self, rows: &[usize]) -> Self {
        let (n_rows, n_cols) = self.shape();
        let cells = |width: usize| rows.iter().map(move |row| row * width..(row + 1) * width);
        let values = match &self.values {
            Values::F32(values) => {
                Values::F32(cells(n_cols).flat_map(|it| values[it].to_vec()).collect())
            }
            Values::F16(bytes) => Values::F16(
                cells(2 * n_cols)
                    .flat_map(|it| bytes[it].to_vec())
                    .collect(),
            ),
            Values::Int8 { steps, codes } => {
                let columns = codes.chunks_exact(n_rows.max(1));
                let kept = columns.flat_map(|column| rows.iter().map(|row| column[*row]));
                Values::Int8 {
                    steps: steps.clone(),
                    codes: kept.collect(),
                }
            }
        };
        Self {
            n_rows: rows.len() as u32,
            n_cols: self.n_cols,
            values,
        }
    }

    /// Whether there is one value for each cell, and one step for each column.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let n = u64::from(self.n_rows) * u64::from(self.n_cols);
        match &self.values {
            Values::F32(values) => values.len() as u64 == n,
            Values::F16(bytes) => bytes.len() as u64 == 2 * n,
            Values::Int8 { steps, codes } => {
                steps.len() == self.n_cols as usize && codes.len() as u64 == n
            }
        }
    }

    /// The largest magnitude; not a number where one of the values is none. Call it on a consistent matrix.
    pub(crate) fn largest(&self) -> f32 {
        let most = |most: f32, value: f32| match most.is_nan() || value.is_nan() {
            true => f32::NAN,
            false => most.max(value.abs()),
        };
        match &self.values {
            Values::Int8 { steps, codes } => {
                let columns = codes.chunks_exact((self.n_rows as usize).max(1)).zip(steps);
                columns.fold(0.0, |largest, (codes, step)| {
                    let code = codes.iter().map(|code| code.unsigned_abs()).max();
                    // A step that is no number makes the product none, also of 0.
                    most(largest, f32::from(code.unwrap_or(0)) * step)
                })
            }
            Values::F32(_) | Values::F16(_) => self.to_matrix().values.into_iter().fold(0.0, most),
        }
    }

    /// The matrix in 32-bit floats. Call it on a consistent matrix.
    #[must_use]
    pub fn to_matrix(&self) -> Matrix {
        let (n_rows, n_cols) = self.shape();
        let values = match &self.values {
            Values::F32(values) => values.clone(),
            Values::F16(bytes) => bytes
                .as_chunks()
                .0
                .iter()
                .map(|&pair| f16::from_le_bytes(pair).to_f32())
                .collect(),
            Values::Int8 { steps, codes } => {
                let mut values = vec![0.0; codes.len()];
                let columns = codes.chunks_exact(n_rows.max(1)).zip(steps);
                for (column, (codes, step)) in columns.enumerate() {
                    let cells = values.iter_mut().skip(column).step_by(n_cols);
                    for (cell, &code) in cells.zip(codes) {
                        *cell = f32::from(code) * step;
                    }
                }
                values
            }
        };
        Matrix {
            n_rows,
            n_cols,
            values,
        }
    }
}

/// `step(largest)` is the step of a column whose largest magnitude is `largest`.
fn int8(matrix: &Matrix, step: impl Fn(f32) -> f32) -> Values {
    let mut steps = Vec::with_capacity(matrix.n_cols);
    let mut codes = Vec::with_capacity(matrix.values.len());
    for column in 0..matrix.n_cols {
        let cells = || matrix.values.iter().skip(column).step_by(matrix.n_cols);
        // What is not finite makes the step not a number, and the file is refused.
        let largest = cells().fold(0_f32, |largest, value| match value.is_finite() {
            true if !largest.is_nan() => largest.max(value.abs()),
            _ => f32::NAN,
        });
        let step = if largest > 0.0 {
            step(largest)
        } else {
            largest
        };
        let code = |value: &f32| {
            if step > 0.0 {
                (value / step).round() as i8
            } else {
                0
            }
        };
        codes.extend(cells().map(code));
        steps.push(step);
    }
    Values::Int8 { steps, codes }
}

/// More values are refused: nothing that a page carries has as many, and a few bytes can announce
/// them.
const MAX_VALUES: u64 = 1 << 24;

/// Encodes a matrix of `n_rows`, column by column.
fn encode_codes(codes: &[i8], n_rows: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    let mut model = CodeModel::new();
    for column in codes.chunks_exact(n_rows.max(1)) {
        model.code(&mut writer, n_rows, column);
    }
    writer.finish()
}

/// Decodes `n_cols` columns of `n_rows`; `None` when these are not their bytes.
async fn decode_codes(
    bytes: &[u8],
    (n_rows, n_cols): (usize, usize),
    pause: Pause<'_>,
) -> Option<Vec<i8>> {
    if n_rows as u64 * n_cols as u64 > MAX_VALUES {
        return None;
    }
    let mut reader = Reader::new(bytes);
    let mut model = CodeModel::new();
    let mut codes = Vec::new();
    for _ in 0..n_cols {
        codes.extend(model.code(&mut reader, n_rows, &[]));
        if reader.is_spent() {
            return None;
        }
        pause().await;
    }
    reader.is_finished().then_some(codes)
}

/// Contexts for expectations: four to a doubling.
const N_EXPECTATIONS: usize = 48;
/// Contexts for how far a magnitude has been counted.
const N_COUNTS: usize = 32;
/// What a row or a column is expected to be like before anything is known of it.
const PRIOR: f32 = 3.0;

struct CodeModel {
    /// By expectation; whether a magnitude ends here.
    ends: Vec<[Bit; N_COUNTS]>,
    /// By row: the sum of its magnitudes, each over the mean of its column. Empty at first.
    rows: Vec<f32>,
    n_columns: f32,
}

impl CodeModel {
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

/// The row of [`CodeModel::ends`] for a magnitude of which so much is expected, above 0.
fn expectation_row(expected: f32) -> usize {
    // An exponent and the two highest bits after it are a logarithm in quarters.
    let quarters = (expected.to_bits() >> 21) as usize;
    quarters.saturating_sub(123 * 4).min(N_EXPECTATIONS - 1)
}

#[cfg(test)]
mod tests {
    use matinee_core::ready::{at_once, no_pause};
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8], n_rows: usize, n_cols: usize) -> Option<Vec<i8>> {
        at_once(decode_codes(bytes, (n_rows, n_cols), &no_pause))
    }

    fn matrix() -> impl Strategy<Value = Matrix> {
        (0_usize..9, 1_usize..6).prop_flat_map(|(n_rows, n_cols)| {
            prop::collection::vec(-8_f32..8.0, n_rows * n_cols).prop_map(move |values| Matrix {
                n_rows,
                n_cols,
                values,
            })
        })
    }

    #[test]
    fn one_step_for_all_columns_leaves_short_ones_small_codes_and_fits_long_ones() {
        let matrix = Matrix::from_rows(3, [[1.0, 0.11, 254.0], [-0.5, 0.0, 3.0]]);
        let rounded = Stored::new(&matrix, Precision::Step(0.25)).to_matrix();
        assert_eq!(rounded.values, [1.0, 0.0, 254.0, -0.5, 0.0, 4.0]);
    }

    #[test]
    fn kept_rows_are_as_they_were() {
        let rows = (0..4_u8).map(|row| [f32::from(row), 0.5 - f32::from(row)]);
        let matrix = Matrix::from_rows(2, rows);
        for precision in [Precision::F32, Precision::F16, Precision::INT8] {
            let stored = Stored::new(&matrix, precision);
            let (all, kept) = (stored.to_matrix(), stored.only(&[3, 1]));
            assert!(kept.is_consistent());
            let kept = kept.to_matrix();
            assert_eq!([kept.row(0), kept.row(1)], [all.row(3), all.row(1)]);
            assert_eq!(stored.only(&[]).to_matrix().n_rows, 0);
        }
    }

    proptest! {
        #[test]
        fn full_precision_is_exact(matrix in matrix()) {
            prop_assert_eq!(Stored::new(&matrix, Precision::F32).to_matrix(), matrix);
        }

        #[test]
        fn rounding_stays_within_half_a_step_and_rounding_again_changes_nothing(
            matrix in matrix(),
        ) {
            for (precision, tolerance) in [
                (Precision::F16, 8.0 / 2048.0),
                (Precision::INT8, 8.0 / 254.0),
                (Precision::Int { levels: 10 }, 8.0 / 20.0),
            ] {
                let rounded = Stored::new(&matrix, precision).to_matrix();
                for (before, after) in matrix.values.iter().zip(&rounded.values) {
                    prop_assert!((before - after).abs() <= tolerance + 1e-6);
                }
                let again = Stored::new(&rounded, precision).to_matrix();
                for (once, twice) in rounded.values.iter().zip(&again.values) {
                    prop_assert!((once - twice).abs() <= 1e-6);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            n_rows in 0_usize..40,
            n_cols in 0_usize..9,
            codes in prop::collection::vec(any::<i8>(), 40 * 9),
            largest in 1_i8..=127,
        ) {
            let codes: Vec<i8> = codes.iter().take(n_rows * n_cols).map(|code| code % largest).collect();
            let bytes = encode_codes(&codes, n_rows);
            prop_assert_eq!(decoded(&bytes, n_rows, n_cols), Some(codes));
        }

        #[test]
        fn arbitrary_bytes_are_refused_or_read_but_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            n_rows in 0_usize..40,
            n_cols in 0_usize..40,
        ) {
            if let Some(codes) = decoded(&bytes, n_rows, n_cols) {
                prop_assert_eq!(codes.len(), n_rows * n_cols);
            }
        }
    }

    #[test]
    fn the_extremes_are_read() {
        let codes = [-128, 127, 0, -127, -1, 1];
        assert_eq!(
            decoded(&encode_codes(&codes, 3), 3, 2),
            Some(codes.to_vec())
        );
    }

    #[test]
    fn sizes_beyond_reason_are_refused_before_anything_is_reserved() {
        assert_eq!(decoded(&[0; 8], 1 << 31, 1 << 31), None);
        assert_eq!(decoded(&[0; 8], 1 << 23, 3), None);
    }

    #[test]
    fn a_matrix_cut_off_is_refused() {
        let codes: Vec<i8> = (0..200).map(|i| ((i * 37) % 23 - 11) as i8).collect();
        let bytes = encode_codes(&codes, 20);
        for len in 0..bytes.len() {
            assert_ne!(
                decoded(&bytes[..len], 20, 10),
                Some(codes.clone()),
                "{len} bytes"
            );
        }
    }
}
