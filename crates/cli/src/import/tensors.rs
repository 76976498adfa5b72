//! Factors as tensors by name, in a safetensors file: for whatever has no format of its own. The library checks
//! that tensors lie one behind the other without a hole or an overlap, and have the size that they say.
//!
//! | tensor | shape |
//! |---|---|
//! | `user_factors`, `item_factors` | [n, d] |
//! | `user_ids`, `item_ids` | [n], whole numbers |
//! | `user_biases`, `item_biases` | [n], perhaps |
//! | `mean` | [1], perhaps: what is added to every value |

use anyhow::{Context, bail, ensure};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use super::factor_table::{Builder, FactorTable, Side};
use super::numpy;

/// What a file has.
#[derive(Debug)]
pub(super) struct Tensors {
    pub(super) users: FactorTable,
    pub(super) items: FactorTable,
    pub(super) mean: f32,
}

/// Reads a file.
///
/// # Errors
/// A file that is damaged, tensors that are missing or of other shapes.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Tensors> {
    let file = SafeTensors::deserialize(bytes)
        .context("it is no whole safetensors file; write it again")?;
    let mean = match optional(&file, "mean") {
        Some(tensor) => {
            let values = numbers(&tensor, "mean")?;
            ensure!(values.len() == 1, "mean is not one number");
            values[0] as f32
        }
        None => 0.0,
    };
    Ok(Tensors {
        users: table(&file, Side::Users)?,
        items: table(&file, Side::Items)?,
        mean,
    })
}

fn table(file: &SafeTensors<'_>, side: Side) -> anyhow::Result<FactorTable> {
    let noun = side.noun();
    let required = |name: &str| {
        let names: Vec<&str> = file.names().into_iter().collect();
        let tensor = optional(file, name);
        tensor.with_context(|| {
            format!(
                "there is no tensor {name}; those that are there: {}",
                names.join(", ")
            )
        })
    };
    let name = format!("{noun}_factors");
    let factors = required(&name)?;
    let [n, rank] = factors.shape()[..] else {
        bail!("{name} has {} dimensions, not 2", factors.shape().len());
    };
    let values = numbers(&factors, &name)?;
    let name = format!("{noun}_ids");
    let ids = numbers(&required(&name)?, &name)?;
    ensure!(
        ids.len() == n,
        "there are {n} rows of {noun}_factors, and {} {name}",
        ids.len()
    );
    let name = format!("{noun}_biases");
    let biases = optional(file, &name)
        .map(|tensor| numbers(&tensor, &name))
        .transpose()?;
    let mut builder = Builder::new(side, Some(rank));
    let mut row = Vec::with_capacity(rank);
    for (at, id) in ids.iter().enumerate() {
        ensure!(
            id.fract() == 0.0,
            "{noun}_ids has {id}, which is no whole number"
        );
        row.clear();
        row.extend(
            values[at * rank..][..rank]
                .iter()
                .map(|value| *value as f32),
        );
        builder.push(*id as i64, &row)?;
    }
    builder.finish(biases.map(|it| it.into_iter().map(|bias| bias as f32).collect()))
}

fn optional<'a>(file: &'a SafeTensors<'a>, name: &str) -> Option<TensorView<'a>> {
    file.tensor(name).ok()
}

/// The numbers of a tensor.
fn numbers(tensor: &TensorView<'_>, name: &str) -> anyhow::Result<Vec<f64>> {
    let kind = match tensor.dtype() {
        Dtype::F32 => "<f4",
        Dtype::F64 => "<f8",
        Dtype::I32 => "<i4",
        Dtype::U32 => "<u4",
        Dtype::I64 => "<i8",
        Dtype::U64 => "<u8",
        other => bail!("{name} is of {other:?}; make it F32, ids I64"),
    };
    numpy::numbers(kind, tensor.data())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this header and so many bytes of zeros.
    fn file(header: &str, n_bytes: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.resize(bytes.len() + n_bytes, 0);
        bytes
    }

    fn entry(name: &str, kind: &str, shape: &str, from: usize, to: usize) -> String {
        format!(
            "\"{name}\":{{\"dtype\":\"{kind}\",\"shape\":[{shape}],\"data_offsets\":[{from},{to}]}}"
        )
    }

    fn whole() -> Vec<String> {
        vec![
            entry("user_factors", "F32", "1,2", 0, 8),
            entry("item_factors", "F32", "2,2", 8, 24),
            entry("user_ids", "I64", "1", 24, 32),
            entry("item_biases", "F64", "2", 32, 48),
            entry("item_ids", "I32", "2", 48, 56),
        ]
    }

    fn read_of(entries: &[String], n_bytes: usize) -> anyhow::Result<Tensors> {
        read(&file(&format!("{{{}}}", entries.join(",")), n_bytes))
    }

    fn refused(entries: &[String], n_bytes: usize) -> String {
        format!("{:#}", read_of(entries, n_bytes).unwrap_err())
    }

    #[test]
    fn tensors_are_read_by_name() {
        let mut entries = whole();
        entries[4] = entry("item_ids", "I32", "2", 48, 56);
        let mut bytes = file(&format!("{{{}}}", entries.join(",")), 56);
        let n = bytes.len();
        bytes[n - 4..].copy_from_slice(&9_i32.to_le_bytes());
        let tensors = read(&bytes).unwrap();
        assert_eq!(tensors.items.ids, [0, 9]);
        assert_eq!(tensors.items.levels, Some(vec![0.0, 0.0]));
        assert_eq!(
            (tensors.users.rank(), tensors.users.levels, tensors.mean),
            (2, None, 0.0)
        );
    }

    #[test]
    fn holes_overlaps_and_lies_about_sizes_are_refused() {
        let mut hole = whole();
        hole[4] = entry("item_ids", "I32", "2", 52, 60);
        assert!(refused(&hole, 60).contains("no whole safetensors file"));
        let mut overlap = whole();
        overlap[1] = entry("item_factors", "F32", "2,2", 4, 20);
        assert!(refused(&overlap, 56).contains("no whole safetensors file"));
        let mut lie = whole();
        lie[0] = entry("user_factors", "F32", "1,3", 0, 8);
        assert!(refused(&lie, 56).contains("no whole safetensors file"));
        assert!(refused(&whole(), 55).contains("no whole safetensors file"));
        assert!(refused(&whole(), 57).contains("no whole safetensors file"));
        assert!(read(&[0xff; 9]).is_err());
    }

    #[test]
    fn what_is_missing_is_named() {
        let message = refused(&whole()[..4], 48);
        assert!(message.contains("no tensor item_ids"), "{message}");
    }
}
