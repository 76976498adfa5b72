//! Why a movie gets its stars, and why it stands where it stands in a list; and how much each head of a
//! network counts in a ranking score.

use wide::f32x4;

use matinee_core::domain::MovieIdx;

/// Both numbers of a [`crate::engine::Recommendation`], taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The predicted stars, before clipping.
    pub stars: Account,
    /// The ranking score, before steering.
    pub ranking: Account,
}

/// A number and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// How the terms are to be read.
    pub kind: Kind,
    /// The number.
    pub score: f32,
    /// In a fixed order: what is the same for everybody first, rated movies ascending.
    pub terms: Vec<Term>,
}

/// How the terms of an account are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They sum to the score, within 1e-4.
    Sum,
    /// Each is the score minus what it would be with this one input at its mean over all people
    /// or movies. Inputs act together in the network, so the differences do not sum to anything.
    LeaveOneOut,
}

/// One part of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Where it comes from.
    pub cause: Cause,
    /// What it adds (or takes), in the unit of the score.
    pub amount: f32,
}

/// Where a term comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// What everybody starts from: the mean of all ratings and the average taste.
    Start,
    /// How the movie is rated in general.
    Movie,
    /// How the person rates in general.
    Person,
    /// The person's age.
    Age,
    /// The person's gender.
    Gender,
    /// The person's occupation.
    Occupation,
    /// A movie that the person rated, and how.
    Rated(MovieIdx),
    /// What was learned of a known person beyond their features and what their ratings explain.
    Learned,
    /// How well known and liked the movie is.
    Popularity,
    /// The predicted stars, as a part of the ranking score.
    Stars,
    /// What was learned of the person as a whole.
    PersonEmbedding,
    /// What was learned of the movie as a whole.
    MovieEmbedding,
    /// The movie's genres.
    Genres,
    /// The movie's release date.
    Release,
}

impl Account {
    /// The sum of the terms.
    #[must_use]
    pub fn sum(&self) -> f32 {
        let amounts = self.terms.iter().map(|term| f64::from(term.amount));
        amounts.sum::<f64>() as f32
    }
}

/// What the two parts of a ranking score count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heads {
    pub(crate) order: f32,
    pub(crate) stars: f32,
}

impl Heads {
    /// As the model blends them.
    pub(crate) const BLENDED: Self = Self {
        order: 1.0,
        stars: 1.0,
    };

    /// An account of a ranking score with its terms at what their heads count; a head that counts
    /// nothing has none.
    pub(crate) fn of_account(self, account: Account) -> Account {
        let counts = |term: &Term| match term.cause {
            Cause::Stars => self.stars,
            _ => self.order,
        };
        let of_stars = account.terms.iter().find(|term| term.cause == Cause::Stars);
        let of_stars = of_stars.map_or(0.0, |term| term.amount);
        let terms = account.terms.iter().filter(|term| counts(term) > 0.0);
        let terms = terms.map(|term| Term {
            amount: counts(term) * term.amount,
            ..*term
        });
        Account {
            kind: account.kind,
            score: self.order * (account.score - of_stars) + self.stars * of_stars,
            terms: terms.collect(),
        }
    }
}

/// [`Heads`], in all lanes: spread once for a whole list.
#[derive(Clone, Copy)]
pub(crate) struct InLanes {
    pub(crate) order: f32x4,
    pub(crate) stars: f32x4,
}

impl From<Heads> for InLanes {
    fn from(heads: Heads) -> Self {
        Self {
            order: f32x4::splat(heads.order),
            stars: f32x4::splat(heads.stars),
        }
    }
}
