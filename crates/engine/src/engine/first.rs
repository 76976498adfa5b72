//! A model in two parts: an engine that answers for one person, and for anybody new, of the movies that come
//! first, before it has the others and what all people have seen.

use crate::artifact::{self, ArtifactError, FirstPerson, GoldenPrediction, Parts};
use crate::networks;
use crate::profile::Profile;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::ready::Pause;

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
    /// # use matinee_core::ready::{at_once, no_pause};
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// let whole = std::fs::read(file).unwrap();
    /// let parts = Engine::open(&whole)?.parts(&whole, UserIdx(7))?;
    /// let pause = no_pause;
    /// let engine = at_once(Engine::open_first(&parts.first, &pause))?;
    /// assert!(engine.knows(UserIdx(7)) && !engine.knows(UserIdx(8)));
    /// at_once(engine.complete(&parts.first, &parts.rest, &pause))?;
    /// assert!(engine.knows(UserIdx(8)));
    /// # Ok::<(), artifact::ArtifactError>(())
    /// ```
    pub async fn open_first(bytes: &[u8], pause: Pause<'_>) -> Result<Self, ArtifactError> {
        let (artifact, first) = artifact::read_first(bytes, pause).await?;
        pause().await;
        Self::knowing(artifact, Some(first), pause).await
    }

    /// The engine of the whole model, once that is there; until then of its first part.
    pub(super) fn now(&self) -> &Self {
        self.whole.get().map_or(self, |whole| &**whole)
    }

    /// Whose history the first part has, and where the second one is; `None` of a whole model.
    #[must_use]
    pub fn first_person(&self) -> Option<&FirstPerson> {
        self.first.as_ref()
    }

    /// Whether the engine has everybody's history, and every movie.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.first.is_none() || self.whole.get().is_some()
    }

    /// How many movies the model has, with those that come later.
    #[must_use]
    pub fn n_movies(&self) -> usize {
        let first = self.first.as_ref();
        first.map_or_else(|| self.catalogue().movies.len(), |it| it.n_movies as usize)
    }

    /// The first and the last year of all of them.
    #[must_use]
    pub fn years(&self) -> Option<(u16, u16)> {
        let first = self.first.as_ref();
        first.map_or_else(|| self.catalogue().years(), |it| it.years)
    }

    /// Whether the engine has what this user has seen: whoever is not known yet has no list.
    #[must_use]
    pub fn knows(&self, user: UserIdx) -> bool {
        let first = self.first_person();
        self.is_whole() || first.is_some_and(|first| first.user == user)
    }

    /// Takes the second part: what everybody has seen, what is known of them, and the movies that come later,
    /// which leave the indices of the others as they are. `first` are the bytes that the engine was opened
    /// with. A [`Person`](super::Person) from before is a stranger from then on.
    ///
    /// # Errors
    /// As [`Engine::open`], and [`ArtifactError::OtherTables`] for a second part of another model; the engine
    /// then stays as it was.
    pub async fn complete(
        &self,
        first: &[u8],
        rest: &[u8],
        pause: Pause<'_>,
    ) -> Result<(), ArtifactError> {
        if self.is_whole() {
            return Ok(());
        }
        let artifact = artifact::read_rest((first, rest), pause).await?;
        pause().await;
        let whole = Self::knowing(artifact, None, pause).await?;
        if !(whole.catalogue().movies).starts_with(&self.catalogue().movies) {
            let reason = "it does not begin with the movies of the first part";
            return Err(ArtifactError::invalid("catalogue", reason));
        }
        // Somebody else may have been faster: with the same.
        let _ = self.whole.set(Box::new(whole));
        Ok(())
    }

    /// Takes the file of this engine's model apart: the first part has `user`'s history, or nobody's where
    /// the model has nobody, and the first [`n_first`](artifact::Catalogue::n_first) of the movies.
    ///
    /// # Errors
    /// As [`artifact::read`]; where a model without people is of a network that knows nobody new; where some
    /// movies come later though the network wants all ([`crate::movies_stand_alone`]), or though `user` has
    /// seen one of them.
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
        let invalid = |reason| Err(ArtifactError::invalid("catalogue", reason));
        let (n_first, n_movies) = (self.catalogue().n_first, self.catalogue().movies.len());
        if n_first < n_movies && !networks::movies_stand_alone(self.kind()) {
            return invalid("the network predicts by what it knows of all movies");
        }
        if n_first == 0 || person.seen().iter().any(|movie| movie.row() >= n_first) {
            return invalid("somebody's movies do not all come first");
        }
        let golden = (0..N_GOLDEN).map(|i| {
            let movie = MovieIdx(i * STRIDE % n_first as u32);
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
                true => self.network().numbers_of(user),
                false => Vec::new(),
            },
            stars: self.has_ratings().then(|| stars(person.ratings())),
            golden: golden.collect(),
            n_movies: n_movies as u32,
            years: self.catalogue().years(),
            rest: String::new(),
        };
        artifact::split(file, first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Histories;
    use crate::container::sections::{Section, Sections, seal};
    use crate::engine::Request;
    use crate::profile::FoldInError;
    use matinee_core::ready::{at_once, no_pause};

    const FILE: &[u8] = include_bytes!("../../fixtures/made-up.matinee");
    const FIRST: UserIdx = UserIdx(7);

    fn parts() -> (Engine, Parts) {
        let whole = Engine::open(FILE).unwrap();
        let parts = whole.parts(FILE, FIRST).unwrap();
        (whole, parts)
    }

    fn opened(first: &[u8]) -> Result<Engine, ArtifactError> {
        at_once(Engine::open_first(first, &no_pause))
    }

    fn completed(engine: &Engine, first: &[u8], rest: &[u8]) -> Result<(), ArtifactError> {
        at_once(engine.complete(first, rest, &no_pause))
    }

    /// The lists that a page may begin with are those of the whole model.
    fn check_first_lists(engine: &Engine, whole: &Engine) {
        assert_eq!(engine.recommend(FIRST, 10), whole.recommend(FIRST, 10));
        let nobody = |it: &Engine| it.fold_in(&Profile::default()).unwrap();
        let request = Request::plain(10);
        assert_eq!(
            engine.recommend_for(&nobody(engine), &request),
            whole.recommend_for(&nobody(whole), &request)
        );
    }

    #[test]
    fn both_parts_are_the_model() {
        let (_, parts) = parts();
        let both = artifact::read_parts(&parts.first, &parts.rest);
        assert_eq!(both, artifact::read(FILE));
        assert!(parts.first.len() < FILE.len());
        assert!(parts.file.starts_with("assets/people-"), "{}", parts.file);
    }

    #[test]
    fn the_first_part_lists_for_one_person_and_for_anybody_new_as_the_whole_does() {
        let (whole, parts) = parts();
        let engine = opened(&parts.first).unwrap();
        assert!(!engine.is_whole());
        check_first_lists(&engine, &whole);
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

    /// The made-up model with the movies first of the lists of `FIRST` and of nobody, and of what `FIRST` has
    /// seen; its file and its rows in the model as it was.
    fn of_first_movies() -> (Vec<u8>, Vec<usize>) {
        let old = Engine::open(FILE).unwrap();
        let mut artifact = artifact::read(FILE).unwrap();
        let n_movies = artifact.catalogue.movies.len();
        let mut is_first = vec![false; n_movies];
        let nobody = old.fold_in(&Profile::default()).unwrap();
        let lists = [
            old.recommend(FIRST, 10),
            old.recommend_for(&nobody, &Request::plain(10)),
        ];
        let listed = lists.iter().flatten().map(|it| it.movie);
        for movie in old.seen(FIRST).into_iter().chain(listed) {
            is_first[movie.row()] = true;
        }
        let mut rows: Vec<usize> = (0..n_movies).collect();
        rows.sort_by_key(|row| !is_first[*row]);
        let n_first = is_first.iter().filter(|it| **it).count();
        assert!(n_first < n_movies);
        artifact = artifact.of_movies(&rows, n_first);
        let golden = |(user, movie): (UserIdx, MovieIdx)| {
            let before = MovieIdx(rows[movie.row()] as u32);
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars: old.raw_stars(user, before),
                ranking_score: old.predict(user, before).ranking_score,
            }
        };
        let pairs = artifact::golden_pairs(artifact.people.users.len(), n_movies);
        artifact.manifest.golden = pairs.map(golden).collect();
        let tables = artifact::tables_sha256(&artifact.catalogue, &artifact.people);
        artifact.manifest.tables_sha256 = tables.unwrap();
        (artifact::write(&artifact).unwrap(), rows)
    }

    #[test]
    fn a_first_part_of_some_movies_lists_as_the_whole_does() {
        let (file, rows) = of_first_movies();
        let whole = Engine::open(&file).unwrap();
        let parts = whole.parts(&file, FIRST).unwrap();
        let both = artifact::read_parts(&parts.first, &parts.rest);
        assert_eq!(both, artifact::read(&file));
        let engine = opened(&parts.first).unwrap();
        assert!(engine.catalogue().movies.len() < rows.len());
        assert_eq!(
            (engine.n_movies(), engine.years()),
            (rows.len(), whole.years())
        );
        check_first_lists(&engine, &whole);
        // Nobody's list has another movie than before either.
        let old = Engine::open(FILE).unwrap();
        for user in (0..old.users().len() as u32).map(UserIdx) {
            let before = old.recommend(user, 10).into_iter().map(|it| it.movie.row());
            let after = whole.recommend(user, 10).into_iter();
            assert!(before.eq(after.map(|it| rows[it.movie.row()])), "{user:?}");
        }
    }

    #[test]
    fn movies_that_come_later_leave_the_others_where_they_are() {
        let (file, _) = of_first_movies();
        let whole = Engine::open(&file).unwrap();
        let parts = whole.parts(&file, FIRST).unwrap();
        let engine = opened(&parts.first).unwrap();
        let last = whole.catalogue().movies.last().unwrap().id;
        assert_eq!(engine.movie_idx(last), None);
        let first: Vec<_> = engine.catalogue().movies.iter().map(|it| it.id).collect();
        let before = engine.person(FIRST);
        completed(&engine, &parts.first, &parts.rest).unwrap();
        for (row, id) in (0..).map(MovieIdx).zip(first) {
            assert_eq!(engine.movie_idx(id), Some(row));
        }
        assert_eq!(engine.movie_idx(last), whole.movie_idx(last));
        assert_eq!(engine.catalogue(), whole.catalogue());
        assert_eq!(engine.lists_sha256(), whole.lists_sha256());
        let request = Request::plain(10);
        assert!(engine.recommend_for(&before, &request).is_empty());
        assert_eq!(
            engine.recommend_for(&engine.person(FIRST), &request).len(),
            10
        );
    }

    #[test]
    fn a_first_part_of_other_movies_is_not_completed() {
        let (file, _) = of_first_movies();
        let whole = Engine::open(&file).unwrap();
        let parts = whole.parts(&file, FIRST).unwrap();
        let sections = Sections::open(&parts.first).unwrap();
        let title = whole.catalogue().movies[0].title.as_bytes();
        let changed = sections.kinds().map(|kind| {
            let section = Section::new(kind, "section");
            let mut body = sections.body(section).unwrap().to_vec();
            if &kind == b"CATA" {
                let at = body.windows(title.len()).position(|it| it == title);
                body[at.unwrap()] ^= 1;
            }
            (section, body)
        });
        let first = seal(&changed.collect::<Vec<_>>());
        let engine = opened(&first).unwrap();
        let refused = completed(&engine, &first, &parts.rest).unwrap_err();
        assert!(refused.to_string().contains("does not begin"), "{refused}");
        assert!(!engine.is_whole());
    }

    #[test]
    fn movies_come_later_only_where_the_network_and_the_person_do_without() {
        let (file, _) = of_first_movies();
        let whole = Engine::open(&file).unwrap();
        let others = (0..whole.users().len() as u32).map(UserIdx);
        let refused = others
            .filter_map(|user| whole.parts(&file, user).err())
            .map(|error| error.to_string());
        let refused: Vec<_> = refused.collect();
        assert!(!refused.is_empty());
        assert!(
            refused
                .iter()
                .all(|it| it.contains("do not all come first"))
        );
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
