//! How a data set is read: by how many hands, and what becomes of rows that cannot be read.

use crate::raw::ParseError;
use matinee_core::crew::Crew;

/// What reads a data set, and what it has left out.
pub struct Reader<'w> {
    crew: &'w dyn Crew,
    /// What was left out; `None` where nothing may be.
    left_out: Option<LeftOut>,
}

/// Rows of ratings that were left out, because they cannot be read or contradict others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub n_rows: usize,
    /// The first [`LeftOut::NAMED`] of them, in the order in which they were found.
    pub named: Vec<ParseError>,
}

impl LeftOut {
    /// Number of rows that are named; of more there is only the number.
    pub const NAMED: usize = 50;

    pub(crate) fn push(&mut self, error: ParseError) {
        self.n_rows += 1;
        if self.named.len() < Self::NAMED {
            self.named.push(error);
        }
    }
}

impl<'w> Reader<'w> {
    /// Reads by these hands. The first row that cannot be read is an error.
    #[must_use]
    pub fn new(crew: &'w dyn Crew) -> Self {
        Self {
            crew,
            left_out: None,
        }
    }

    /// Leaves rows of ratings out that cannot be read, and goes on.
    #[must_use]
    pub fn skipping_bad_rows(self) -> Self {
        Self {
            left_out: Some(LeftOut::default()),
            ..self
        }
    }

    /// What was left out so far; `None` where nothing may be.
    #[must_use]
    pub const fn left_out(&self) -> Option<&LeftOut> {
        self.left_out.as_ref()
    }

    pub(crate) fn crew(&self) -> &'w dyn Crew {
        self.crew
    }

    /// Whether bad rows are left out.
    pub(crate) const fn skips(&self) -> bool {
        self.left_out.is_some()
    }

    /// Leaves a row out.
    ///
    /// # Errors
    /// The error itself, where nothing may be left out.
    pub(crate) fn bad_row(&mut self, error: ParseError) -> Result<(), ParseError> {
        match &mut self.left_out {
            None => Err(error),
            Some(left_out) => {
                left_out.push(error);
                Ok(())
            }
        }
    }

    /// Adds what a part of the work has left out.
    pub(crate) fn add(&mut self, part: LeftOut) {
        if let Some(left_out) = &mut self.left_out {
            left_out.n_rows += part.n_rows;
            let free = LeftOut::NAMED - left_out.named.len();
            left_out.named.extend(part.named.into_iter().take(free));
        }
    }
}
