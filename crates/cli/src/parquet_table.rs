//! Tables in Parquet, made into CSV: what is known of tables is known once.

use std::fmt::Write as _;

use anyhow::{Context, bail};
use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

/// Whether bytes begin as a Parquet file does.
pub(super) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}

/// These columns of a table, as CSV with a header; row `n` is line `n + 1`.
///
/// # Errors
/// A file that cannot be read; a column that is missing or neither of numbers nor of text.
pub(super) fn as_csv(bytes: Vec<u8>, columns: &[&str]) -> anyhow::Result<Vec<u8>> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let fields = schema.get_fields();
    let named = |name: &&str| fields.iter().find(|field| field.name() == *name).cloned();
    let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    let mut wanted = Vec::with_capacity(columns.len());
    for column in columns {
        wanted.push(named(column).with_context(|| {
            format!(
                "there is no column {column}; the columns are {}",
                names.join(", ")
            )
        })?);
    }
    let projection = Type::group_type_builder(schema.name())
        .with_fields(wanted)
        .build()?;
    let mut text = columns
        .iter()
        .map(|name| cell(name))
        .collect::<Vec<_>>()
        .join(",")
        + "\n";
    for row in reader.get_row_iter(Some(projection))? {
        let row = row?;
        // The library gives columns in the order of the file.
        for (place, wanted) in columns.iter().enumerate() {
            let (_, field) = row
                .get_column_iter()
                .find(|(name, _)| name == wanted)
                .context("a row lacks a column")?;
            if place > 0 {
                text.push(',');
            }
            push(&mut text, wanted, field)?;
        }
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn push(text: &mut String, column: &str, field: &Field) -> anyhow::Result<()> {
    match field {
        Field::Null => {}
        Field::Byte(number) => write!(text, "{number}")?,
        Field::Short(number) => write!(text, "{number}")?,
        Field::Int(number) => write!(text, "{number}")?,
        Field::Long(number) => write!(text, "{number}")?,
        Field::UByte(number) => write!(text, "{number}")?,
        Field::UShort(number) => write!(text, "{number}")?,
        Field::UInt(number) => write!(text, "{number}")?,
        Field::ULong(number) => write!(text, "{number}")?,
        Field::Float(number) => write!(text, "{number}")?,
        Field::Double(number) => write!(text, "{number}")?,
        Field::Str(value) => text.push_str(&cell(value)),
        Field::TimestampMillis(millis) => write!(text, "{}", millis.div_euclid(1_000))?,
        Field::TimestampMicros(micros) => write!(text, "{}", micros.div_euclid(1_000_000))?,
        other => bail!("column {column} has {other}, which is neither a number nor a text"),
    }
    Ok(())
}

/// A text as a cell that has no other one in it.
fn cell(text: &str) -> String {
    match text.contains([',', '"', '\r', '\n', ';', '\t']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// Two rows of four columns.
    fn table() -> Vec<u8> {
        let schema = "message t { required int64 at; required double stars; required binary item (UTF8); \
                      required int64 who; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&[5, 6], None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<DoubleType>()
            .write_batch(&[3.5, 4.0], None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let items = ["Heat", "Ran, the \"best\""].map(ByteArray::from);
        column
            .typed::<ByteArrayType>()
            .write_batch(&items, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&[7, 8], None, None)
            .unwrap();
        column.close().unwrap();
        rows.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn columns_are_read_in_the_order_asked_for() {
        assert!(is_parquet(&table()));
        let text = as_csv(table(), &["who", "item", "stars"]).unwrap();
        let expected = "who,item,stars\n7,Heat,3.5\n8,\"Ran, the \"\"best\"\"\",4\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn a_column_that_is_missing_is_named_beside_those_there_are() {
        let error = as_csv(table(), &["who", "title"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no column title; the columns are at, stars, item, who"
        );
    }
}
