//! The visitor's own ratings: what the page says to them, what one other star would do to their list, and a file of
//! ratings on its way into their book, with what is ready and what waits for an answer.
//!
//! Nothing of a file counts before the visitor says so, and then all of it at once: one edit, to be undone.

use matinee_core::domain::{MovieId, MovieIdx, Stars};
use matinee_core::order;
use matinee_data::rating_files::{Import, Scale, Unmatched};
use matinee_engine::artifact::Catalogue;

use super::format;

/// What is said of the list as long as there are no ratings.
pub const FOR_EVERYBODY: &str = "Until you rate something, this is what everybody likes.";

/// Invites to rate, in a line: beside somebody else's list, and beside one's own.
#[must_use]
pub const fn invitation(is_you: bool, n_ratings: usize) -> &'static str {
    match (is_you, n_ratings) {
        (false, 0) => "Rate one of these and the list is yours.",
        (false, _) => "Rate one more, and see your list again.",
        (true, 0) => "Rate one of these, and the list follows.",
        (true, _) => "The list follows every star.",
    }
}

/// Says how far these many ratings bring the list, and what more of them would bring. No figures:
/// what a rating is worth depends on the rating.
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

/// Describes the list while a star is tried out.
#[must_use]
pub fn trial(title: &str, stars: Option<Stars>) -> String {
    match stars {
        Some(stars) => format!(
            "The list as if you had given {title} {}.",
            format::given(stars)
        ),
        None => format!("The list as if you had not rated {title}."),
    }
}

/// Climbers that are named.
const N_CLIMBERS: usize = 3;

/// The difference of two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// On the new list only, best first, with their ranks from 1.
    pub arrived: Vec<(MovieIdx, usize)>,
    /// On the old list only, best first.
    pub gone: Vec<MovieIdx>,
    /// On both and higher now, by the most places first; a few.
    pub climbers: Vec<Climb>,
    /// Whether the same movies stand in another order, or others do.
    pub is_change: bool,
}

/// A movie that stands higher than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Climb {
    /// Which one.
    pub movie: MovieIdx,
    /// Rank before, from 1.
    pub from: usize,
    /// Rank now.
    pub to: usize,
}

impl Moves {
    /// Finds what is different in `after`; both lists best first.
    #[must_use]
    pub fn between(before: &[MovieIdx], after: &[MovieIdx]) -> Self {
        let rank = |list: &[MovieIdx], movie: MovieIdx| {
            let row = list.iter().position(|other| *other == movie);
            row.map(|row| row + 1)
        };
        let mut moves = Self {
            gone: before.to_vec(),
            is_change: before != after,
            ..Self::default()
        };
        moves.gone.retain(|movie| rank(after, *movie).is_none());
        for (to, &movie) in (1..).zip(after) {
            match rank(before, movie) {
                None => moves.arrived.push((movie, to)),
                Some(from) if from > to => moves.climbers.push(Climb { movie, from, to }),
                Some(_) => {}
            }
        }
        let places = |climb: &Climb| climb.from - climb.to;
        // Stable: of two that climb as far, the better one first.
        order::sort(&mut moves.climbers, &|a, b| places(b).cmp(&places(a)));
        moves.climbers.truncate(N_CLIMBERS);
        moves
    }
}

/// Of a scale that is proposed, how many ratings are shown as they would be.
const N_EXAMPLES: usize = 3;

/// What the visitor says of a row whose movie was not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    Open,
    /// It is this movie.
    Movie(MovieIdx),
    /// It is to be left out.
    Skip,
}

/// The unmatched rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// That may be movies of the catalogue.
    pub alike: Vec<usize>,
    /// Like none of it, and newer than all.
    pub newer: Vec<usize>,
    /// Like none of it, for other reasons.
    pub absent: Vec<usize>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReview {
    import: Import,
    /// What the ratings are out of.
    scale: Scale,
    /// One for each unmatched row.
    answers: Vec<Answer>,
}

impl ImportReview {
    /// Begins a review: the likelier scale is taken, and what is a movie in another spelling is
    /// that movie; nothing else is answered yet.
    #[must_use]
    pub fn new(import: Import) -> Self {
        let answer = |row: &Unmatched| row.suggested.map_or(Answer::Open, Answer::Movie);
        Self {
            answers: import.unmatched.iter().map(answer).collect(),
            scale: import.scales.likely,
            import,
        }
    }

    /// Returns what was in the file.
    #[must_use]
    pub const fn import(&self) -> &Import {
        &self.import
    }

    /// Returns what the ratings are taken to be out of.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Returns the scales that are asked about, the likelier first; none when the file decides.
    #[must_use]
    pub fn scales(&self) -> Vec<Scale> {
        let likely = self.import.scales.likely;
        let other = self.import.scales.other;
        other.map_or(Vec::new(), |other| vec![likely, other])
    }

    /// Takes what the visitor says that the ratings are out of.
    pub const fn choose(&mut self, scale: Scale) {
        self.scale = scale;
    }

    /// Returns what was said of an unmatched row; of one that is not there, nothing.
    #[must_use]
    pub fn answer(&self, row: usize) -> Answer {
        self.answers.get(row).copied().unwrap_or_default()
    }

    /// Takes what the visitor says that an unmatched row is.
    pub fn say(&mut self, row: usize, answer: Answer) {
        if let Some(place) = self.answers.get_mut(row) {
            *place = answer;
        }
    }

    /// Parts the unmatched rows by what can be done about them, in a catalogue whose newest movie is
    /// of the year `last`.
    #[must_use]
    pub fn unmatched(&self, last: Option<u16>) -> Parted {
        let mut parted = Parted::default();
        for (row, unmatched) in self.import.unmatched.iter().enumerate() {
            let is_newer = last.is_some_and(|last| unmatched.year.is_some_and(|year| year > last));
            let part = match unmatched.candidates.is_empty() {
                false => &mut parted.alike,
                true if is_newer => &mut parted.newer,
                true => &mut parted.absent,
            };
            part.push(row);
        }
        parted
    }

    /// Returns what would be left out now, to be taken away.
    #[must_use]
    pub fn left_out(&self) -> Vec<&Unmatched> {
        let rows = self.import.unmatched.iter().zip(&self.answers);
        let rows = rows.filter(|(_, answer)| !matches!(answer, Answer::Movie(_)));
        rows.map(|(row, _)| row).collect()
    }

    /// Counts how many unmatched rows would be left out now.
    #[must_use]
    pub fn n_left_out(&self) -> usize {
        let is_left_out = |answer: &&Answer| !matches!(answer, Answer::Movie(_));
        self.answers.iter().filter(is_left_out).count()
    }

    /// Says what a scale would make of the first ratings that differ, in words: `Fargo 9 → 5
    /// stars`.
    #[must_use]
    pub fn examples(&self, scale: Scale, catalogue: &Catalogue) -> String {
        let mut seen = Vec::new();
        let mut examples = Vec::new();
        for row in &self.import.matched {
            if seen.contains(&row.given) || examples.len() == N_EXAMPLES {
                continue;
            }
            seen.push(row.given);
            if let Some(stars) = scale.stars(row.given, catalogue.scale) {
                let (title, given) = (&catalogue.movies[row.movie.row()].title, row.given.text());
                examples.push(format!("{title} {given} → {}", format::given(stars)));
            }
        }
        examples.join(", ")
    }

    /// Returns what would count now, each movie once: what was matched by hand goes before what the
    /// file's titles matched.
    #[must_use]
    pub fn ratings(&self, catalogue: &Catalogue) -> Vec<(MovieId, Stars)> {
        let movies = &catalogue.movies;
        let stars = |given| self.scale.stars(given, catalogue.scale);
        let found = self.import.matched.iter();
        let found = found.filter_map(|row| Some((row.movie, stars(row.given)?)));
        let by_hand = self.import.unmatched.iter().zip(&self.answers);
        let by_hand = by_hand.filter_map(|(row, answer)| match answer {
            Answer::Movie(movie) => Some((*movie, stars(row.given)?)),
            Answer::Open | Answer::Skip => None,
        });
        let mut places = vec![None; movies.len()];
        let mut ratings: Vec<(MovieId, Stars)> = Vec::new();
        for (movie, stars) in found.chain(by_hand) {
            match places[movie.row()] {
                None => {
                    places[movie.row()] = Some(ratings.len());
                    ratings.push((movies[movie.row()].id, stars));
                }
                Some(place) => ratings[place].1 = stars,
            }
        }
        ratings
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{movie, unrated};
    use matinee_data::dataset::Movie;
    use matinee_data::rating_files::read;

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
            trial("Fargo", Some(Stars::WHOLE[0])),
            "The list as if you had given Fargo 1 star."
        );
        assert_eq!(
            trial("Fargo", None),
            "The list as if you had not rated Fargo."
        );
    }

    fn list(rows: &[u32]) -> Vec<MovieIdx> {
        rows.iter().copied().map(MovieIdx).collect()
    }

    fn moves(before: &[u32], after: &[u32]) -> Moves {
        Moves::between(&list(before), &list(after))
    }

    #[test]
    fn the_same_list_is_no_change() {
        assert_eq!(moves(&[1, 2, 3], &[1, 2, 3]), Moves::default());
    }

    #[test]
    fn who_comes_in_has_a_rank_and_who_goes_out_is_named() {
        let moves = moves(&[1, 2, 3], &[4, 1, 2]);
        assert_eq!(moves.arrived, [(MovieIdx(4), 1)]);
        assert_eq!(moves.gone, list(&[3]));
        assert!(moves.climbers.is_empty() && moves.is_change);
    }

    #[test]
    fn whoever_climbs_most_comes_first_and_a_few_are_enough() {
        let moves = moves(&[1, 2, 3, 4, 5, 6], &[6, 3, 4, 5, 2, 1]);
        let climb = |movie, from, to| Climb {
            movie: MovieIdx(movie),
            from,
            to,
        };
        assert_eq!(
            moves.climbers,
            [climb(6, 6, 1), climb(3, 3, 2), climb(4, 4, 3)]
        );
    }

    #[test]
    fn whoever_falls_is_neither_in_nor_out() {
        let moves = moves(&[1, 2], &[2, 1]);
        assert!(moves.arrived.is_empty() && moves.gone.is_empty());
        assert_eq!(moves.climbers.len(), 1);
    }

    #[test]
    fn a_list_from_nothing_arrives_whole() {
        assert_eq!(moves(&[], &[7, 8]).arrived.len(), 2);
    }

    fn movies() -> Vec<Movie> {
        let titles = [
            "Fargo",
            "Raiders of the Lost Ark",
            "Brazil",
            "Twelve Monkeys",
        ];
        let movies = (10..).zip(titles);
        movies
            .map(|(id, title)| Movie {
                year: Some(1995),
                ..movie(id, title)
            })
            .collect()
    }

    fn review(csv: &str) -> ImportReview {
        let import = read(csv.as_bytes(), &movies(), &|_| None, None);
        ImportReview::new(import.expect("it is a file of ratings"))
    }

    /// A file of Letterboxd in which one title is written otherwise and one is unknown.
    fn letterboxd() -> ImportReview {
        review(
            "Date,Name,Year,Letterboxd URI,Rating\n\
             2020-01-01,Fargo,1995,x,4\n\
             2020-01-01,Raiders of the Lost Arc,1995,x,5\n\
             2020-01-01,Parasite,2019,x,3\n",
        )
    }

    fn ratings(review: &ImportReview) -> Vec<(u32, u8)> {
        let ratings = review.ratings(&unrated(movies())).into_iter();
        ratings
            .map(|(movie, stars)| (movie.0, stars.halves() / 2))
            .collect()
    }

    #[test]
    fn what_is_not_answered_is_left_out() {
        let review = letterboxd();
        assert_eq!(ratings(&review), [(10, 4)]);
        assert_eq!(review.n_left_out(), 2);
    }

    #[test]
    fn a_row_matched_by_hand_counts() {
        let mut review = letterboxd();
        review.say(0, Answer::Movie(MovieIdx(1)));
        review.say(1, Answer::Skip);
        assert_eq!(ratings(&review), [(10, 4), (11, 5)]);
        assert_eq!(review.n_left_out(), 1);
    }

    #[test]
    fn each_movie_counts_once_as_said_by_hand() {
        let mut review = letterboxd();
        review.say(0, Answer::Movie(MovieIdx(0)));
        assert_eq!(ratings(&review), [(10, 5)]);
    }

    #[test]
    fn an_answer_can_be_taken_back() {
        let mut review = letterboxd();
        review.say(0, Answer::Movie(MovieIdx(1)));
        review.say(0, Answer::Open);
        assert_eq!(ratings(&review), [(10, 4)]);
    }

    #[test]
    fn rows_like_a_movie_are_told_from_those_newer_than_all_and_those_like_none() {
        let parted = |alike: &[usize], newer: &[usize], absent: &[usize]| Parted {
            alike: alike.into(),
            newer: newer.into(),
            absent: absent.into(),
        };
        let review = letterboxd();
        assert_eq!(review.unmatched(Some(1998)), parted(&[0], &[1], &[]));
        assert_eq!(review.unmatched(Some(2019)), parted(&[0], &[], &[1]));
        assert_eq!(review.unmatched(None), parted(&[0], &[], &[1]));
    }

    #[test]
    fn what_is_left_out_shrinks_as_rows_are_matched_by_hand() {
        let mut review = letterboxd();
        let titles = |review: &ImportReview| {
            let rows = review.left_out().into_iter();
            rows.map(|row| row.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(titles(&review), ["Raiders of the Lost Arc", "Parasite"]);
        review.say(0, Answer::Movie(MovieIdx(1)));
        assert_eq!(titles(&review), ["Parasite"]);
    }

    #[test]
    fn a_movie_in_another_spelling_counts_until_it_is_denied() {
        let mut review = review("Title,Year,Rating\n12 Monkeys,1995,4.5\n");
        assert_eq!(review.answer(0), Answer::Movie(MovieIdx(3)));
        assert_eq!(ratings(&review), [(13, 5)]);
        review.say(0, Answer::Skip);
        assert_eq!(ratings(&review), []);
    }

    #[test]
    fn the_chosen_scale_gives_the_stars() {
        let mut review = review("Title,Year,Rating\nFargo,1995,5\nBrazil,1995,2\n");
        assert_eq!(review.scales(), [Scale::Five, Scale::Ten]);
        assert_eq!(ratings(&review), [(10, 5), (12, 2)]);
        let examples = |scale| review.examples(scale, &unrated(movies()));
        assert_eq!(
            examples(Scale::Five),
            "Fargo 5 → 5 stars, Brazil 2 → 2 stars"
        );
        assert_eq!(examples(Scale::Ten), "Fargo 5 → 3 stars, Brazil 2 → 1 star");
        review.choose(Scale::Ten);
        assert_eq!(ratings(&review), [(10, 3), (12, 1)]);
        assert_eq!(letterboxd().scales(), []);
    }
}
