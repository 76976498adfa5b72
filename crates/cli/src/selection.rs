//! The options that choose which movies may be in a list.

use matinee_engine::engine::{Engine, Selection};

use super::Usage;

/// Genres and years.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Only movies of this genre (of any of them, when given more than once); with a minus in
    /// front, no movie of this genre.
    #[arg(long = "genre", value_name = "[-]NAME", allow_hyphen_values = true)]
    genres: Vec<String>,
    /// Only movies of these years, the last included.
    #[arg(long, value_name = "FIRST-LAST", value_parser = years)]
    years: Option<(u16, u16)>,
}

fn years(text: &str) -> Result<(u16, u16), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first, last)),
        (Ok(first), Ok(last)) => Err(format!(
            "{first} is after {last}; did you mean {last}-{first}?"
        )),
        _ => Err("expected two years, such as 1980-1999, or one".into()),
    }
}

impl Options {
    /// # Errors
    /// [`Usage`] for a genre that the model does not have.
    pub(super) fn selection(&self, engine: &Engine) -> Result<Selection, Usage> {
        let mut selection = Selection {
            years: self.years,
            ..Selection::default()
        };
        for asked in &self.genres {
            let (genres, name) = match asked.strip_prefix('-') {
                Some(name) => (&mut selection.exclude, name),
                None => (&mut selection.include, asked.as_str()),
            };
            *genres |= bit(&engine.catalogue().genres, name)?;
        }
        Ok(selection)
    }
}

fn bit(known: &[String], name: &str) -> Result<u32, Usage> {
    let row = known
        .iter()
        .position(|genre| genre.eq_ignore_ascii_case(name));
    row.map(|row| 1 << row).ok_or_else(|| {
        Usage(format!(
            "genre {name:?} is not in this model; it knows {}",
            known.join(", ")
        ))
    })
}
