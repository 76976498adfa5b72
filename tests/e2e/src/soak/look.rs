//! What the page shows when it rests, as `look` in soak.js reads it.

use serde::Deserialize;

/// Which view is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    List,
    Train,
    Evidence,
    /// None: the page has broken.
    #[default]
    None,
}

/// The page at rest. Movies are named as the page names them, `Fargo (1996)`; people as its address does: `you`, `500`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Look {
    pub(super) view: Place,
    pub(super) query: String,
    /// What boot.js says of the page: empty, or `broken`.
    pub(super) state: String,
    /// Who is watching; empty where no list is shown.
    pub(super) viewer: String,
    /// Whom it is compared with.
    pub(super) with: Option<String>,
    pub(super) list: Option<Vec<String>>,
    pub(super) beside: Option<Beside>,
    /// One list for two people.
    pub(super) both: Option<Vec<String>>,
    /// What is like a movie.
    pub(super) alike: Option<Vec<String>>,
    /// How many movies the visitor has rated, where their desk says it.
    pub(super) n_given: Option<usize>,
    /// Those of them that are shown.
    pub(super) given: Vec<String>,
    /// Every control of stars: its name, its movie where the page has named it, the stars that it shows.
    pub(super) controls: Vec<(String, Option<String>, Option<String>)>,
    /// What is put aside for who is watching, and as what; `None` where no list is shown.
    pub(super) aside: Option<Vec<(String, Mark)>>,
    /// What is said of stored lines that cannot be read.
    pub(super) unread: String,
    /// What is said of a part of the page that could not be had.
    pub(super) unfetched: String,
    /// The same of a model.
    pub(super) unkept: String,
    /// The texts of the session: the whole and the changes.
    pub(super) stored: [String; 2],
    /// What went wrong since the last look.
    pub(super) wrong: Vec<String>,
    /// Bytes of the WebAssembly's memory.
    pub(super) bytes: u64,
}

/// The right one of two lists.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Beside {
    pub(super) whose: String,
    pub(super) movies: Vec<String>,
}

/// Why a movie is put aside.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mark {
    Seen,
    Hidden,
}

/// What comes of an act: what the visitor did, or nothing where there was nothing to do it with; and the page after
/// it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Outcome {
    Rested {
        did: Option<Vec<super::oracle::Did>>,
        look: Box<Look>,
    },
    Failed {
        failed: String,
    },
}
