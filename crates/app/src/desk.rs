//! What the page says to the visitor about their own ratings.

use matinee_core::domain::Stars;

use super::words;

/// What is said of the list as long as there are no ratings.
pub const FOR_EVERYBODY: &str = "Until you rate something, this is what everybody likes.";

/// How far these many ratings bring the list, and what more of them would bring. No figures: what
/// a rating is worth depends on the rating.
#[must_use]
pub const fn prospect(n_ratings: usize) -> &'static str {
    match n_ratings {
        0 => "Give stars to a movie that you have seen, and the list turns towards you.",
        1..3 => {
            "A start. With so little to go by, the list still leans on what everybody likes; \
             what you disliked tells as much as what you loved."
        }
        3..5 => "Enough for a direction. Each further rating still moves the list a good deal.",
        5..20 => {
            "The list is becoming yours. Movies unlike those that you rated before tell it most now."
        }
        _ => {
            "The list knows you fairly well. One more rating changes it less than the first ones \
             did; a surprising one still does."
        }
    }
}

/// What is said of the list while a star is tried out.
#[must_use]
pub fn trial(title: &str, stars: Option<Stars>) -> String {
    match stars {
        Some(stars) => format!("The list as if you had given {title} {}.", given(stars)),
        None => format!("The list as if you had not rated {title}."),
    }
}

/// `1 star`, `4 stars`.
#[must_use]
pub fn given(stars: Stars) -> String {
    words::counted(usize::from(stars.get()), "star", "stars")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_says_something_else() {
        let said: Vec<_> = [0, 1, 3, 5, 20].map(prospect).into();
        for (row, text) in said.iter().enumerate() {
            assert!(!said[..row].contains(text), "{text}");
        }
        assert_eq!(prospect(4), prospect(3));
        assert_eq!(prospect(19), prospect(5));
        assert_eq!(prospect(5_000), prospect(20));
    }

    #[test]
    fn a_trial_names_movie_and_stars() {
        assert_eq!(
            trial("Fargo", Some(Stars::ALL[0])),
            "The list as if you had given Fargo 1 star."
        );
        assert_eq!(
            trial("Fargo", None),
            "The list as if you had not rated Fargo."
        );
    }
}
