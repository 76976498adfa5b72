//! What the page shows, as a whole.

/// One view of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The list for somebody.
    #[default]
    List,
    /// Training a model.
    Train,
}

impl View {
    /// In the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::List, Self::Train];

    /// What the address calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Train => "train",
        }
    }

    /// What the visitor reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::List => "Tonight",
            Self::Train => "Train",
        }
    }

    /// The view of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}
