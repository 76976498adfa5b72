//! Arrays as NumPy writes them (`.npy`), and zips of them (`.npz`), as the library *implicit* saves its models.
//!
//! Read by hand: the crate for it brings a parser generator for a header of three entries. An array of Python
//! objects is a pickle, a program that would have to be run; it is refused before anything of it is read.

use std::io::{Cursor, Read};

use anyhow::{Context, bail, ensure};
use zip::ZipArchive;

use matinee_engine::features::Matrix;

const MAGIC: &[u8] = b"\x93NUMPY";
/// A header is shorter.
const MAX_HEADER: usize = 1 << 16;

/// What stands before the numbers of an array.
#[derive(Clone, Debug, PartialEq)]
struct Header {
    /// How a number is written: `<f4`.
    kind: String,
    is_by_columns: bool,
    shape: Vec<usize>,
}

/// An array of numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Array {
    pub(super) shape: Vec<usize>,
    /// Row by row.
    pub(super) values: Vec<f64>,
}

impl Array {
    /// As rows of numbers.
    ///
    /// # Errors
    /// Another number of dimensions.
    pub(super) fn into_matrix(self) -> anyhow::Result<Matrix> {
        let [n_rows, n_cols] = self.shape[..] else {
            bail!("it has {} dimensions, not 2", self.shape.len());
        };
        Ok(Matrix {
            n_rows,
            n_cols,
            values: self.values.into_iter().map(|value| value as f32).collect(),
        })
    }

    /// The one number of it.
    pub(super) fn number(&self) -> Option<f64> {
        match self.values[..] {
            [number] => Some(number),
            _ => None,
        }
    }
}

/// Whether bytes begin as an array does.
pub(super) fn is_array(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads an array.
///
/// # Errors
/// What is no array of numbers, or has another size than it says.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Array> {
    let (header, at) = header(bytes)?;
    let body = &bytes[at..];
    let n = header
        .shape
        .iter()
        .try_fold(1_usize, |n, size| n.checked_mul(*size));
    let expected = n.and_then(|n| n.checked_mul(size_of(&header.kind)?));
    ensure!(
        expected == Some(body.len()),
        "it says that it has the shape {:?} of {}, and has {} bytes",
        header.shape,
        header.kind,
        body.len()
    );
    let values = numbers(&header.kind, body)?;
    let values = match header.shape[..] {
        [n_rows, n_cols] if header.is_by_columns => {
            let cell = |at: usize| values[at % n_cols * n_rows + at / n_cols];
            (0..values.len()).map(cell).collect()
        }
        _ => values,
    };
    Ok(Array {
        shape: header.shape,
        values,
    })
}

/// The header, and where the numbers begin.
fn header(bytes: &[u8]) -> anyhow::Result<(Header, usize)> {
    let rest = bytes
        .strip_prefix(MAGIC)
        .context("it is no array of NumPy")?;
    let (version, rest) = rest.split_first_chunk::<2>().context("it is cut off")?;
    let (length, start) = match (version, rest) {
        ([1, _], [a, b, ..]) => (usize::from(u16::from_le_bytes([*a, *b])), 10),
        ([2 | 3, _], [a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 12),
        _ => bail!("it is an array of a version that is not known"),
    };
    ensure!(length <= MAX_HEADER, "its header is too long");
    let text = bytes.get(start..start + length).context("it is cut off")?;
    let text = std::str::from_utf8(text).context("its header is no text")?;
    Ok((parse(text)?, start + length))
}

/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (943, 10), }`.
fn parse(text: &str) -> anyhow::Result<Header> {
    let after = |key: &str| {
        let found = text.split_once(&format!("'{key}':"));
        found
            .map(|(_, rest)| rest.trim_start())
            .with_context(|| format!("its header has no {key}"))
    };
    let kind = after("descr")?;
    let quoted = kind
        .strip_prefix('\'')
        .and_then(|rest| rest.split_once('\''));
    let (kind, _) = quoted.context("it is an array of records, not of numbers")?;
    if kind.contains('O') {
        bail!(
            "it is an array of Python objects: a pickle, which is a program and is not run; save numbers \
             only"
        );
    }
    let shape = after("shape")?
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    let (shape, _) = shape.context("its header has no shape")?;
    let sizes = shape
        .split(',')
        .map(str::trim)
        .filter(|size| !size.is_empty());
    let sizes: Result<Vec<usize>, _> = sizes.map(str::parse).collect();
    Ok(Header {
        kind: kind.to_owned(),
        is_by_columns: after("fortran_order")?.starts_with("True"),
        shape: sizes.context("its shape is no list of numbers")?,
    })
}

/// Bytes of a number.
fn size_of(kind: &str) -> Option<usize> {
    kind.get(2..)?.parse().ok()
}

/// The numbers, little-endian, of a kind as numpy names it.
pub(super) fn numbers(kind: &str, bytes: &[u8]) -> anyhow::Result<Vec<f64>> {
    fn of<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
        bytes
            .as_chunks::<N>()
            .0
            .iter()
            .map(|it| number(*it))
            .collect()
    }
    Ok(match kind {
        "<f4" => of(bytes, |it| f64::from(f32::from_le_bytes(it))),
        "<f8" => of(bytes, f64::from_le_bytes),
        "<i4" => of(bytes, |it| f64::from(i32::from_le_bytes(it))),
        "<u4" => of(bytes, |it| f64::from(u32::from_le_bytes(it))),
        // Ids and counts are far below 2⁵³.
        "<i8" => of(bytes, |it| i64::from_le_bytes(it) as f64),
        "<u8" => of(bytes, |it| u64::from_le_bytes(it) as f64),
        other => bail!(
            "its numbers are {other}; those that are read are f4, f8, i4, i8, u4, u8, little-endian"
        ),
    })
}

/// A zip of arrays.
pub(super) struct Arrays<'a>(ZipArchive<Cursor<&'a [u8]>>);

/// More bytes of one array are refused before they are unpacked.
const MAX_ARRAY: u64 = 4 << 30;

impl<'a> Arrays<'a> {
    /// Opens it, and looks at the header of every array.
    ///
    /// # Errors
    /// What is no zip; an array of Python objects.
    pub(super) fn open(bytes: &'a [u8]) -> anyhow::Result<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).context("it is no zip of arrays")?;
        for at in 0..zip.len() {
            let mut entry = zip.by_index(at)?;
            let name = entry.name()?.into_owned();
            let mut head = Vec::new();
            (&mut entry)
                .take(MAX_HEADER as u64)
                .read_to_end(&mut head)?;
            header(&head).with_context(|| format!("cannot use {name}"))?;
        }
        Ok(Self(zip))
    }

    /// The array of a name, if it is there.
    ///
    /// # Errors
    /// As [`read`].
    pub(super) fn get(&mut self, name: &str) -> anyhow::Result<Option<Array>> {
        let file = format!("{name}.npy");
        let Some(at) = self.0.index_for_name(&file) else {
            return Ok(None);
        };
        let at_file = || format!("cannot use {file}");
        let mut entry = self.0.by_index(at)?;
        ensure!(entry.size() <= MAX_ARRAY, "{}: it is too large", at_file());
        let mut bytes = Vec::new();
        (&mut entry)
            .take(MAX_ARRAY)
            .read_to_end(&mut bytes)
            .with_context(at_file)?;
        read(&bytes).map(Some).with_context(at_file)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn array(header: &str, body: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 0]);
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(body);
        bytes
    }

    fn floats(values: &[f32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    fn refused(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_read_in_either_order() {
        for (order, values) in [
            ("False", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            ("True", [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]),
        ] {
            let header =
                format!("{{'descr': '<f4', 'fortran_order': {order}, 'shape': (2, 3), }}\n");
            let matrix = read(&array(&header, &floats(&values)))
                .unwrap()
                .into_matrix()
                .unwrap();
            assert_eq!(matrix.row(1), [4.0, 5.0, 6.0], "{order}");
        }
        let one = array(
            "{'descr': '<i8', 'fortran_order': False, 'shape': (), }",
            &7_i64.to_le_bytes(),
        );
        assert_eq!(read(&one).unwrap().number(), Some(7.0));
    }

    #[test]
    fn what_is_no_array_of_numbers_or_lies_about_its_size_is_refused() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        assert!(refused(&array(header, &[0; 20])).contains("has 20 bytes"));
        let header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
        assert!(refused(&array(header, b"pickle")).contains("Python objects"));
        let header = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }";
        assert!(refused(&array(header, &[0; 4])).contains("records"));
        let header = "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }";
        assert!(refused(&array(header, &[0; 4])).contains(">f4"));
        let huge = format!(
            "{{'descr': '<f4', 'fortran_order': False, 'shape': ({0}, {0}), }}",
            usize::MAX
        );
        assert!(refused(&array(&huge, &[0; 4])).contains("has 4 bytes"));
        let whole = array(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
            &[0; 4],
        );
        for len in 0..whole.len() {
            assert!(read(&whole[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn a_zip_with_a_pickle_in_it_is_refused_whole() {
        let zipped = |kind: &str| {
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, kind) in [("user_factors", "<f4"), ("random_state", kind)] {
                let options = SimpleFileOptions::default();
                writer.start_file(format!("{name}.npy"), options).unwrap();
                let header =
                    format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (1, 1), }}");
                writer.write_all(&array(&header, &[0; 4])).unwrap();
            }
            writer.finish().unwrap().into_inner()
        };
        let bytes = zipped("<i4");
        let mut arrays = Arrays::open(&bytes).unwrap();
        assert_eq!(arrays.get("user_factors").unwrap().unwrap().shape, [1, 1]);
        assert_eq!(arrays.get("item_factors").unwrap(), None);
        let bytes = zipped("|O");
        let message = format!("{:#}", Arrays::open(&bytes).err().unwrap());
        assert!(
            message.contains("random_state.npy") && message.contains("Python objects"),
            "{message}"
        );
    }
}
