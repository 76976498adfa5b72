//! The kinds of network that there are, and their names. What else depends on a kind is in its folder
//! in `networks` of `matinee-engine`.

use serde::{Deserialize, Serialize};

/// A kind of network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkKind {
    /// Embeddings and features → fc1 → BatchNorm → ReLU → fc2.
    Seed,
    /// A rating head, trained; a ranking head, fitted.
    Hybrid,
    /// What most people liked; not trained.
    Popularity,
    /// Vectors of people and movies, learned elsewhere and imported.
    Factors,
}

impl NetworkKind {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Seed, Self::Hybrid, Self::Popularity, Self::Factors];

    /// Those that are trained here.
    pub const TRAINED: [Self; 3] = [Self::Seed, Self::Hybrid, Self::Popularity];

    /// What model files, addresses and commands call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Hybrid => "hybrid",
            Self::Popularity => "popularity",
            Self::Factors => "factors",
        }
    }

    /// The kind of a [`NetworkKind::name`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in NetworkKind::ALL {
            assert_eq!(NetworkKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(NetworkKind::parse("Hybrid"), None);
    }
}
