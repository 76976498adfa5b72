//! A model in two parts: an engine that answers for one person, and for anybody new, before it has what all
//! the others have seen.

use crate::artifact::{self, ArtifactError, FirstPerson, GoldenPrediction, Parts};
use crate::profile::Profile;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};

use super::serve::Engine;

/// Golden predictions of a first part.
const N_GOLDEN: u32 = 16;
/// Between their movies: as [`artifact::golden_pairs`] strides over all of them.
const STRIDE: u32 = 997;

impl Engine {
    /// Opens the first part of a model in pieces of a few milliseconds, `pause` after each. Until
    /// [`Engine::complete`], the engine [`knows`](Engine::knows) one person.
    ///
    /// # Errors
    /// As [`Engine::open`].
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # use matinee_core::ready::at_once;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// let whole = std::fs::read(file).unwrap();
    /// let parts = Engine::open(&whole)?.parts(&whole, UserIdx(7))?;
    /// let pause = async || {};
    /// let engine = at_once(Engine::open_first(&parts.first, &pause))?;
    /// assert!(engine.knows(UserIdx(7)) && !engine.knows(UserIdx(8)));
    /// at_once(engine.complete(&parts.first, &parts.rest, &pause))?;
    /// assert!(engine.knows(UserIdx(8)));
    /// # Ok::<(), artifact::ArtifactError>(())
    /// ```
    pub async fn open_first(bytes: &[u8], pause: &impl AsyncFn()) -> Result<Self, ArtifactError> {
        let (artifact, first) = artifact::read_first(bytes, pause).await?;
        pause().await;
        Self::knowing(artifact, Some(first))
    }

    /// Whose history the first part has, and where the second one is; `None` of a whole model.
    #[must_use]
    pub fn first_person(&self) -> Option<&FirstPerson> {
        self.tables.first.as_ref()
    }

    /// Whether the engine has everybody's history.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.tables.first.is_none() || self.tables.later.get().is_some()
    }

    /// Whether the engine has what this user has seen: whoever is not known yet has no list.
    #[must_use]
    pub fn knows(&self, user: UserIdx) -> bool {
        let first = self.first_person();
        self.is_whole() || first.is_some_and(|first| first.user == user)
    }

    /// Takes the second part: what everybody has seen, and what is known of them. `first` are the bytes that the engine was opened
    /// with. Every engine over the same tables has it from then on.
    ///
    /// # Errors
    /// As [`Engine::open`], and [`ArtifactError::OtherTables`] for a second part of another model; the engine
    /// then stays as it was, but for [`ArtifactError::SelfTest`], after which nothing of it is to be used.
    pub async fn complete(
        &self,
        first: &[u8],
        rest: &[u8],
        pause: &impl AsyncFn(),
    ) -> Result<(), ArtifactError> {
        if self.is_whole() {
            return Ok(());
        }
        let (manifest, catalogue) = (self.manifest(), self.catalogue());
        let people = &self.tables.people;
        let parts = (first, rest);
        let rest = artifact::read_rest(parts, manifest, catalogue, people, pause);
        let (histories, weights) = rest.await?;
        self.network.complete(&weights);
        pause().await;
        // Somebody else may have been faster: with the same.
        let _ = self.tables.later.set(histories);
        self.check(&self.manifest().golden)
    }

    /// Takes the file of this engine's model apart: the first part has `user`'s history, or nobody's where
    /// the model has nobody.
    ///
    /// # Errors
    /// As [`artifact::read`], as far as the file's header and the histories' checksum go; where a model
    /// without people is of a network that knows nobody new.
    ///
    /// # Panics
    /// When `user` is not an index of a model that has people.
    pub fn parts(&self, file: &[u8], user: UserIdx) -> Result<Parts, ArtifactError> {
        let stars = |ratings: &[(MovieIdx, Stars)]| ratings.iter().map(|it| it.1).collect();
        let has_people = !self.users().is_empty();
        let (user, person) = match has_people {
            true => (user, self.person(user)),
            false => {
                let nobody = self.fold_in(&Profile::default());
                let invalid = |error| ArtifactError::invalid("user table", error);
                (UserIdx(0), nobody.map_err(invalid)?)
            }
        };
        let n_movies = self.catalogue().movies.len() as u32;
        let golden = (0..N_GOLDEN).map(|i| {
            let movie = MovieIdx(i * STRIDE % n_movies);
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars: self.raw_stars_for(&person, movie),
                ranking_score: self.predict_for(&person, movie).ranking_score,
            }
        });
        let first = FirstPerson {
            user,
            seen: person.seen().to_vec(),
            numbers: match has_people {
                true => self.network.numbers_of(user),
                false => Vec::new(),
            },
            stars: self.has_ratings().then(|| stars(person.ratings())),
            golden: golden.collect(),
            rest: String::new(),
        };
        artifact::split(file, first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Histories;
    use crate::container::sections::Sections;
    use crate::engine::Request;
    use crate::profile::FoldInError;
    use matinee_core::ready::at_once;

    const FILE: &[u8] = include_bytes!("../../fixtures/made-up.matinee");
    const FIRST: UserIdx = UserIdx(7);

    fn parts() -> (Engine, Parts) {
        let whole = Engine::open(FILE).unwrap();
        let parts = whole.parts(FILE, FIRST).unwrap();
        (whole, parts)
    }

    fn opened(first: &[u8]) -> Result<Engine, ArtifactError> {
        at_once(Engine::open_first(first, &async || {}))
    }

    fn completed(engine: &Engine, first: &[u8], rest: &[u8]) -> Result<(), ArtifactError> {
        at_once(engine.complete(first, rest, &async || {}))
    }

    #[test]
    fn both_parts_are_the_file_again() {
        let (_, parts) = parts();
        assert_eq!(artifact::join(&parts.first, &parts.rest).unwrap(), FILE);
        assert!(parts.first.len() < FILE.len());
        assert!(parts.file.starts_with("assets/people-"), "{}", parts.file);
    }

    #[test]
    fn the_first_part_lists_for_one_person_and_for_anybody_new_as_the_whole_does() {
        let (whole, parts) = parts();
        let engine = opened(&parts.first).unwrap();
        assert!(!engine.is_whole());
        assert_eq!(engine.recommend(FIRST, 10), whole.recommend(FIRST, 10));
        let nobody = |it: &Engine| it.fold_in(&Profile::default()).unwrap();
        let request = Request::plain(10);
        assert_eq!(
            engine.recommend_for(&nobody(&engine), &request),
            whole.recommend_for(&nobody(&whole), &request)
        );
        assert_eq!(engine.first_person().unwrap().rest, parts.file);
    }

    #[test]
    fn with_the_second_part_all_lists_are_the_wholes() {
        let (whole, parts) = parts();
        let engine = opened(&parts.first).unwrap();
        assert_ne!(engine.lists_sha256(), whole.lists_sha256());
        completed(&engine, &parts.first, &parts.rest).unwrap();
        assert!(engine.is_whole() && engine.knows(UserIdx(0)));
        assert_eq!(engine.lists_sha256(), whole.lists_sha256());
        assert_eq!(completed(&engine, &parts.first, &parts.rest), Ok(()));
    }

    #[test]
    fn what_ratings_say_comes_with_the_second_part() {
        let (whole, parts) = parts();
        let engine = opened(&parts.first).unwrap();
        let rated = Profile {
            ratings: vec![(MovieIdx(3), Stars::try_from(5).unwrap())],
            ..Profile::default()
        };
        assert_eq!(engine.fold_in(&rated).unwrap_err(), FoldInError::NotYet);
        // Whoever is first is explained by as much as is there: the terms still add up.
        let person = engine.person(FIRST);
        let stars = engine.explain(&person, MovieIdx(3)).stars;
        let sum: f32 = stars.terms.iter().map(|term| term.amount).sum();
        assert!((sum - stars.score).abs() < 1e-3, "{sum} {}", stars.score);
        completed(&engine, &parts.first, &parts.rest).unwrap();
        let request = Request::plain(10);
        let list = |it: &Engine| it.recommend_for(&it.fold_in(&rated).unwrap(), &request);
        assert_eq!(list(&engine), list(&whole));
        let person = |it: &Engine| it.explain(&it.person(FIRST), MovieIdx(3));
        assert_eq!(person(&engine), person(&whole));
    }

    #[test]
    fn numbers_that_are_nobodys_are_refused() {
        let (_, parts) = parts();
        let sections = Sections::open(&parts.first).unwrap();
        let first = FirstPerson::of(&sections).unwrap();
        let longer = [&first.numbers[..], &[0.0]].concat();
        for numbers in [longer, vec![f32::NAN; first.numbers.len()], Vec::new()] {
            let other = FirstPerson {
                numbers,
                ..first.clone()
            };
            let changed = artifact::split(FILE, other).unwrap();
            let message = opened(&changed.first).unwrap_err().to_string();
            assert!(message.contains("rows of people"), "{message}");
        }
    }

    #[test]
    fn a_whole_model_is_no_first_part() {
        let first_person = ArtifactError::Missing {
            section: "first person",
        };
        assert_eq!(opened(FILE).unwrap_err(), first_person);
        assert!(Engine::open(FILE).unwrap().is_whole());
    }

    #[test]
    fn a_first_part_is_no_whole_model() {
        let (_, parts) = parts();
        let refused = Engine::open(&parts.first).unwrap_err();
        let histories = ArtifactError::Missing {
            section: "histories",
        };
        assert_eq!(refused, histories);
    }

    #[test]
    fn another_models_second_part_is_refused_and_a_damaged_one() {
        let (whole, parts) = parts();
        let engine = opened(&parts.first).unwrap();
        let mut other = artifact::read(FILE).unwrap();
        let Histories::Rated(histories) = &mut other.people.histories else {
            panic!("there are stars");
        };
        histories[0].pop();
        let tables = artifact::tables_sha256(&other.catalogue, &other.people);
        other.manifest.tables_sha256 = tables.unwrap();
        let other = artifact::write(&other).unwrap();
        let others = whole.parts(&other, FIRST).unwrap();
        let refused = completed(&engine, &parts.first, &others.rest).unwrap_err();
        let is_of_another = matches!(refused, ArtifactError::OtherTables { .. });
        assert!(is_of_another, "{refused}");
        for at in [0, 20, parts.rest.len() - 1] {
            let mut damaged = parts.rest.clone();
            damaged[at] ^= 1;
            assert!(completed(&engine, &parts.first, &damaged).is_err(), "{at}");
        }
        assert!(completed(&engine, &parts.first, &parts.rest[..30]).is_err());
        assert!(!engine.is_whole());
        completed(&engine, &parts.first, &parts.rest).unwrap();
        assert_eq!(engine.lists_sha256(), whole.lists_sha256());
    }
}
