//! How much each head of a network counts in a ranking score.

use wide::f32x16;

use super::explanation::{Account, Cause, Term};

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
    pub(crate) order: f32x16,
    pub(crate) stars: f32x16,
}

impl From<Heads> for InLanes {
    fn from(heads: Heads) -> Self {
        Self {
            order: f32x16::splat(heads.order),
            stars: f32x16::splat(heads.stars),
        }
    }
}
