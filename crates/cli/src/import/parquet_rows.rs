//! Rows of ids and lists of numbers in a Parquet file, whichever of the three ways of writing a list it has:
//! `list.element` (the standard), `list.item` (older Arrow), `bag.array` or a bare repeated column (older
//! Hive and Avro). They differ in names and levels alone, so levels are what is read.

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::SchemaDescriptor;

use super::factor_table::{Builder, FactorTable, Side};

/// Rows that are read at once.
const ROWS: usize = 1 << 14;

/// A row of a file.
struct Row<'a> {
    /// From 0, in its row group.
    at: usize,
    id: i64,
    features: &'a [f32],
}

/// Adds the rows of a file with the columns `id` and `features` to a table.
///
/// # Errors
/// A file that cannot be read, other columns, a row that is not one.
pub(super) fn read(bytes: Vec<u8>, table: &mut Builder) -> anyhow::Result<()> {
    each_row(bytes, |_, row| table.push(row.id, row.features))
}

/// Users and items of one file, with the columns `side` (`user` or `item`), `id`, `features` and perhaps `bias`.
///
/// # Errors
/// As [`read`].
pub(super) fn read_both(bytes: Vec<u8>) -> anyhow::Result<[FactorTable; 2]> {
    let mut tables = [Side::Users, Side::Items].map(|side| (Builder::new(side, None), Vec::new()));
    let (mut sides, mut biases) = (Vec::new(), None);
    each_row(bytes, |group, row| {
        if row.at == 0 {
            sides = texts(group, "side")?;
            biases = fractions(group, "bias")?;
        }
        let (table, levels) = match sides[row.at].as_str() {
            "user" => &mut tables[0],
            "item" => &mut tables[1],
            other => bail!(
                "the side of id {} is `{other}`; it must be user or item",
                row.id
            ),
        };
        if let Some(biases) = &biases {
            levels.push(biases[row.at]);
        }
        table.push(row.id, row.features)
    })?;
    let [users, items] = tables.map(|(table, levels)| {
        let levels = (!levels.is_empty()).then_some(levels);
        table.finish(levels)
    });
    Ok([users?, items?])
}

/// Hands out the rows of a file, each with its row group.
fn each_row(
    bytes: Vec<u8>,
    mut take: impl FnMut(&dyn RowGroupReader, Row<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let n_bytes = bytes.len() as u64;
    let reader =
        SerializedFileReader::new(Bytes::from(bytes)).context("it is no whole Parquet file")?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let (id, features) = (column(&schema, "id", 0)?, column(&schema, "features", 1)?);
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        ensure!(
            (group.metadata().columns().iter()).all(|column| is_within(column, n_bytes)),
            "it is damaged: a column lies outside of the file"
        );
        let n = usize::try_from(group.metadata().num_rows())?;
        let ids = whole_numbers(group.get_column_reader(id)?, n)?;
        let descriptor = schema.column(features);
        let mut n_rows = 0;
        let mut next = |features: &[f32]| {
            let (at, id) = (n_rows, ids.get(n_rows).context("a row has no id")?);
            n_rows += 1;
            take(
                &*group,
                Row {
                    at,
                    id: *id,
                    features,
                },
            )
        };
        let most = descriptor.max_def_level();
        match group.get_column_reader(features)? {
            ColumnReader::FloatColumnReader(reader) => lists(reader, most, |it| *it, &mut next)?,
            ColumnReader::DoubleColumnReader(reader) => {
                lists(reader, most, |it| *it as f32, &mut next)?;
            }
            _ => bail!(
                "the column features has {:?}, which is no number",
                descriptor.physical_type()
            ),
        }
        ensure!(
            n_rows == ids.len(),
            "it has {} ids and {n_rows} rows of features",
            ids.len()
        );
    }
    Ok(())
}

/// Whether a column lies within a file of so many bytes: the library panics where it begins before the file.
fn is_within(column: &ColumnChunkMetaData, n_bytes: u64) -> bool {
    let start = column.dictionary_page_offset();
    let start = start.unwrap_or_else(|| column.data_page_offset());
    let ends = u64::try_from(start)
        .ok()
        .zip(u64::try_from(column.compressed_size()).ok());
    let end = ends.and_then(|(start, length)| start.checked_add(length));
    end.is_some_and(|end| end <= n_bytes)
}

/// The leaf of a column that is repeated so often.
fn column(schema: &SchemaDescriptor, name: &str, repeated: i16) -> anyhow::Result<usize> {
    let mut leaves = (0..schema.num_columns()).filter(|leaf| {
        let parts = schema.column(*leaf);
        parts
            .path()
            .parts()
            .first()
            .is_some_and(|part| part == name)
    });
    let names = || {
        let fields = schema.root_schema().get_fields().iter();
        let names: Vec<&str> = fields.map(|field| field.name()).collect();
        names.join(", ")
    };
    let leaf = leaves
        .next()
        .with_context(|| format!("there is no column {name}; the columns are {}", names()))?;
    let descriptor = schema.column(leaf);
    ensure!(
        leaves.next().is_none() && descriptor.max_rep_level() == repeated,
        "the column {name} is {}",
        match repeated {
            0 => "no plain number",
            _ => "no list of numbers",
        }
    );
    Ok(leaf)
}

/// A column of texts, none of them missing.
fn texts(group: &dyn RowGroupReader, name: &str) -> anyhow::Result<Vec<String>> {
    let schema = group.metadata().schema_descr_ptr();
    let n = usize::try_from(group.metadata().num_rows())?;
    match group.get_column_reader(column(&schema, name, 0)?)? {
        ColumnReader::ByteArrayColumnReader(reader) => numbers(reader, n, |text| {
            String::from_utf8_lossy(text.data()).into_owned()
        }),
        _ => bail!("the column {name} has no texts"),
    }
}

/// A column of fractions, none of them missing; `None` where there is no such column.
fn fractions(group: &dyn RowGroupReader, name: &str) -> anyhow::Result<Option<Vec<f32>>> {
    let schema = group.metadata().schema_descr_ptr();
    let Ok(leaf) = column(&schema, name, 0) else {
        return Ok(None);
    };
    let n = usize::try_from(group.metadata().num_rows())?;
    let values = match group.get_column_reader(leaf)? {
        ColumnReader::FloatColumnReader(reader) => numbers(reader, n, |it| *it),
        ColumnReader::DoubleColumnReader(reader) => numbers(reader, n, |it| *it as f32),
        _ => bail!("the column {name} has no fractions"),
    };
    values.map(Some)
}

/// A column of whole numbers, none of them missing.
fn whole_numbers(reader: ColumnReader, n: usize) -> anyhow::Result<Vec<i64>> {
    match reader {
        ColumnReader::Int32ColumnReader(reader) => numbers(reader, n, |id| i64::from(*id)),
        ColumnReader::Int64ColumnReader(reader) => numbers(reader, n, |id| *id),
        _ => bail!("the column id has no whole numbers"),
    }
}

/// The `n` values of a plain column.
fn numbers<T: DataType, N>(
    mut reader: ColumnReaderImpl<T>,
    n: usize,
    number: impl Fn(&T::T) -> N,
) -> anyhow::Result<Vec<N>> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    while values.len() < n {
        let (n_read, ..) = reader.read_records(n, Some(&mut levels), None, &mut values)?;
        if n_read == 0 {
            break;
        }
    }
    ensure!(
        values.len() == n,
        "the id of a row, its side or bias is missing"
    );
    Ok(values.iter().map(number).collect())
}

/// Hands out lists, put together of what is read; `most` is the level of a number that is there.
fn lists<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    most: i16,
    number: impl Fn(&T::T) -> f32 + Copy,
    next: &mut dyn FnMut(&[f32]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut levels, mut repeated) = (Vec::new(), Vec::new());
    let (mut values, mut row) = (Vec::new(), Vec::new());
    loop {
        levels.clear();
        repeated.clear();
        values.clear();
        let (n_read, ..) =
            reader.read_records(ROWS, Some(&mut levels), Some(&mut repeated), &mut values)?;
        if n_read == 0 {
            return Ok(());
        }
        ensure!(
            levels.iter().all(|level| *level == most) && repeated.len() == values.len(),
            "a row has no features, or one that is missing"
        );
        // Whole records are read: what is read begins with a row and ends with one.
        let mut rest = values.as_slice();
        for starts in repeated.chunk_by(|_, level| *level != 0) {
            let (values, after) = rest.split_at(starts.len());
            rest = after;
            row.clear();
            row.extend(values.iter().map(number));
            next(&row)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{DoubleType, FloatType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// Levels of two rows of two numbers each.
    const REPEATED: [i16; 4] = [0, 1, 0, 1];

    /// A file of one row group; `write` writes its columns.
    fn file(
        schema: &str,
        write: impl Fn(&mut SerializedRowGroupWriter<'_, &mut Vec<u8>>),
    ) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        let mut rows = writer.next_row_group().unwrap();
        write(&mut rows);
        rows.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    fn put<T: DataType>(
        rows: &mut SerializedRowGroupWriter<'_, &mut Vec<u8>>,
        values: &[T::T],
        levels: Option<&[i16]>,
        repeated: Option<&[i16]>,
    ) {
        let mut column = rows.next_column().unwrap().unwrap();
        let typed = column.typed::<T>();
        typed.write_batch(values, levels, repeated).unwrap();
        column.close().unwrap();
    }

    fn table(bytes: Vec<u8>) -> anyhow::Result<FactorTable> {
        let mut table = Builder::new(Side::Items, Some(2));
        read(bytes, &mut table)?;
        table.finish(None)
    }

    fn refused(bytes: Vec<u8>) -> String {
        format!("{:#}", table(bytes).unwrap_err())
    }

    /// A file whose list is written so, with this level for a number that is there.
    fn spelled(features: &str, most: i16) -> Vec<u8> {
        let schema = format!("message m {{ required int32 id; {features} }}");
        file(&schema, |rows| {
            put::<Int32Type>(rows, &[7, 3], None, None);
            let levels = [most; 4];
            put::<FloatType>(rows, &[1.0, 2.0, 3.0, 4.0], Some(&levels), Some(&REPEATED));
        })
    }

    #[test]
    fn lists_are_read_however_they_are_spelled() {
        for (features, most) in [
            (
                "optional group features (LIST) { repeated group list { required float element; } }",
                2,
            ),
            (
                "optional group features (LIST) { repeated group list { optional float item; } }",
                3,
            ),
            (
                "optional group features (LIST) { repeated group bag { optional float array; } }",
                3,
            ),
            (
                "required group features (LIST) { repeated float array; }",
                1,
            ),
            ("repeated float features;", 1),
        ] {
            let table = table(spelled(features, most)).unwrap();
            assert_eq!(table.ids, [3, 7], "{features}");
            assert_eq!(table.vectors.row(1), [1.0, 2.0], "{features}");
        }
    }

    #[test]
    fn wider_numbers_are_read_too() {
        let schema = "message m { optional int64 id; repeated double features; }";
        let bytes = file(schema, |rows| {
            put::<Int64Type>(rows, &[7, 3], Some(&[1, 1]), None);
            put::<DoubleType>(rows, &[1.0, 2.0, 3.0, 4.0], Some(&[1; 4]), Some(&REPEATED));
        });
        assert_eq!(table(bytes).unwrap().vectors.row(0), [3.0, 4.0]);
    }

    #[test]
    fn a_row_without_features_and_one_without_a_number_are_refused() {
        let features =
            "optional group features (LIST) { repeated group list { optional float element; } }";
        let schema = format!("message m {{ required int32 id; {features} }}");
        for (levels, repeated, n) in [
            (vec![3, 3, 0], vec![0, 1, 0], 2),
            (vec![3, 3, 1], vec![0, 1, 0], 2),
            (vec![3, 3, 3, 2], vec![0, 1, 0, 1], 3),
        ] {
            let bytes = file(&schema, |rows| {
                put::<Int32Type>(rows, &[7, 3], None, None);
                let values = vec![1.0; n];
                put::<FloatType>(rows, &values, Some(&levels), Some(&repeated));
            });
            let message = refused(bytes);
            assert!(
                message.contains("no features, or one that is missing"),
                "{message}"
            );
        }
    }

    #[test]
    fn other_columns_are_named() {
        let schema = "message m { required int32 user; repeated float features; }";
        let bytes = file(schema, |rows| {
            put::<Int32Type>(rows, &[7, 3], None, None);
            put::<FloatType>(rows, &[1.0, 2.0, 3.0, 4.0], Some(&[1; 4]), Some(&REPEATED));
        });
        let message = refused(bytes);
        assert!(
            message.contains("no column id; the columns are user, features"),
            "{message}"
        );
        let schema = "message m { required int32 id; required float features; }";
        let bytes = file(schema, |rows| {
            put::<Int32Type>(rows, &[7, 3], None, None);
            put::<FloatType>(rows, &[1.0, 2.0], None, None);
        });
        assert!(refused(bytes).contains("features is no list of numbers"));
    }

    #[test]
    fn what_is_cut_off_or_changed_is_refused_and_never_panics() {
        let whole = spelled("repeated float features;", 1);
        for len in 0..whole.len() {
            assert!(table(whole[..len].to_vec()).is_err(), "{len}");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            // Some bytes are numbers, or say who wrote the file: whatever comes of these, it is no panic.
            let _ = table(bytes);
        }
    }
}
