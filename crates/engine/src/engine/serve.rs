//! The engine: a model, ready to answer. Whom it knows, and who is new to it; predictions, lists,
//! explanations and similar movies.

use std::ptr;
use std::sync::{Arc, OnceLock};

use crate::artifact::{self, Artifact, ArtifactError, FirstPerson, GoldenPrediction, Manifest};
use crate::explanation::{Heads, InLanes};

use crate::networks;
use crate::networks::network::{Scorer, Taste};
use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::{Histories, People};
use crate::tables::spreads::Spreads;
use crate::tile::{TILE, lane};
use matinee_core::domain::{MovieId, MovieIdx, Score, StarScale, Stars, UserId, UserIdx};
use matinee_core::network_kind::NetworkKind;
use matinee_core::order;
use matinee_core::ready::{Pause, at_once, no_pause};
use matinee_data::dataset::{User, Vocabulary};

use super::check;
use super::likely::Likely;
use super::rerank::{self, Steering};
use super::selection::{Best, Scored, Selection};

/// Half of a range, in spreads, that holds 80 % of ratings. Measured on parts of training rows of the
/// hybrid; ranges of stars rounded to tenths hold two points more than exact ones, and 80 lies
/// between.
const LIKELY_SPREADS: f32 = 1.2;
/// Half of the narrowest range, stars: a whole star lies in each.
const LEAST_LIKELY: f32 = 0.5;
/// What is predicted where nothing is known, and how far the ends of the scale are from there.
pub(super) const MIDDLE: Score = Score::MIDDLE;
const WHOLE_SCALE: f32 = 4.0;
/// What is asked of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// How many movies.
    pub k: usize,
    /// What their order pays attention to besides the ranking score.
    pub steering: Steering,
    /// Among which movies.
    pub selection: Selection,
}

impl Request {
    /// The `k` best of all movies, not steered.
    #[must_use]
    pub fn plain(k: usize) -> Self {
        Self {
            k,
            ..Self::default()
        }
    }
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recommendation {
    /// Which movie.
    pub movie: MovieIdx,
    /// Predicted stars: what is shown.
    pub stars: Score,
    /// Where the stars that the person would give lie, most likely.
    pub likely: Likely,
    /// What the list is ordered by, as both heads are blended and before the other levers; higher is
    /// better, no unit.
    pub ranking_score: f32,
}

/// A loaded model, ready to answer.
#[derive(Debug)]
pub struct Engine {
    manifest: Manifest,
    tables: Arc<Tables>,
    kind: NetworkKind,
    network: Arc<dyn Scorer>,
    /// Of the first part of a file, whose history is in `tables`; the others are empty there.
    pub(super) first: Option<FirstPerson>,
    /// The whole model, once what comes later of it is there.
    pub(super) whole: OnceLock<Box<Self>>,
}

impl Engine {
    /// Opens an artifact's bytes.
    ///
    /// # Errors
    /// As [`artifact::read`] and [`Engine::new`].
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// let engine = Engine::open(&std::fs::read(file).unwrap())?;
    /// assert_eq!(engine.users().len(), 60);
    /// assert!(Engine::open(b"something else").is_err());
    /// # Ok::<(), artifact::ArtifactError>(())
    /// ```
    pub fn open(bytes: &[u8]) -> Result<Self, ArtifactError> {
        Self::new(artifact::read(bytes)?)
    }

    /// Prepares a checked artifact for serving.
    ///
    /// # Errors
    /// [`ArtifactError::SelfTest`] when a golden prediction is not reproduced.
    pub fn new(artifact: Artifact) -> Result<Self, ArtifactError> {
        at_once(Self::knowing(artifact, None, &no_pause))
    }

    /// [`Engine::new`], `pause` between pieces of a few milliseconds; where somebody is `first`, of their
    /// history alone.
    pub(super) async fn knowing(
        artifact: Artifact,
        first: Option<FirstPerson>,
        pause: Pause<'_>,
    ) -> Result<Self, ArtifactError> {
        let Artifact {
            manifest,
            catalogue,
            people,
            spreads,
            weights,
        } = artifact;
        let tables = Arc::new(Tables::new(catalogue, people, spreads));
        let network = match &first {
            Some(first) if !weights.is_whole() => {
                let person = (first.user, &first.numbers[..]);
                (weights.serve_first(&tables.catalogue, &tables.people, person, pause)).await?
            }
            _ => (weights.serve(&tables.catalogue, &tables.people, pause)).await,
        };
        let engine = Self {
            kind: weights.kind(),
            network,
            manifest,
            tables,
            first,
            whole: OnceLock::new(),
        };
        let first = engine.first_person();
        engine.check(first.map_or(&engine.manifest.golden, |first| &first.golden))?;
        Ok(engine)
    }

    /// A second network over the same tables, from bytes of [`artifact::write_weights`].
    ///
    /// # Errors
    /// As [`artifact::read_weights`] and [`Engine::new`]; [`ArtifactError::SelfTest`] where this engine does
    /// not have everybody's history yet.
    pub fn with_companion(&self, bytes: &[u8]) -> Result<Self, ArtifactError> {
        let Tables {
            catalogue, people, ..
        } = &**self.tables();
        let (manifest, weights) = artifact::read_weights(bytes, &self.manifest, catalogue, people)?;
        let engine = Self {
            kind: weights.kind(),
            network: at_once(weights.serve(catalogue, people, &no_pause)),
            manifest,
            tables: Arc::clone(self.tables()),
            first: None,
            whole: OnceLock::new(),
        };
        engine.check(&engine.manifest.golden)?;
        Ok(engine)
    }

    /// As far as they are there.
    pub(super) fn tables(&self) -> &Arc<Tables> {
        &self.now().tables
    }

    pub(super) fn network(&self) -> &Arc<dyn Scorer> {
        &self.now().network
    }

    /// Compares golden predictions.
    fn check(&self, golden: &[GoldenPrediction]) -> Result<(), ArtifactError> {
        check::golden(golden, |user, movie| self.predicted(user, movie))
    }

    /// What the self-test compares; `None` beyond the tables.
    fn predicted(&self, user: UserIdx, movie: MovieIdx) -> Option<check::Predicted> {
        if movie.row() >= self.catalogue().movies.len() {
            return None;
        }
        let person = match self.users() {
            [] => self.fold_in(&Profile::default()).ok()?,
            users => (user.row() < users.len()).then(|| self.person(user))?,
        };
        let score = self.predict_for(&person, movie).ranking_score;
        Some(check::Predicted {
            numbers: [self.raw_stars_for(&person, movie), score],
            magnitudes: person.taste.magnitudes(movie),
        })
    }

    /// Which kind its network is of.
    #[must_use]
    pub const fn kind(&self) -> NetworkKind {
        self.kind
    }

    /// What the model says of itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The movies that can be recommended.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.tables().catalogue
    }

    /// The dense index of a raw movie id: see [`Catalogue::movie_idx`].
    #[must_use]
    pub fn movie_idx(&self, id: MovieId) -> Option<MovieIdx> {
        self.catalogue().movie_idx(id)
    }

    /// Predicted stars and ranking score of one movie, seen or not. Of a person of another engine
    /// nothing is known: the middle of the scale, its whole width, and a score of 0.
    ///
    /// # Panics
    /// When `movie` is not an index of this model; so do the methods below.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let person = engine.person(UserIdx(0));
    /// let predicted = engine.predict_for(&person, MovieIdx(3));
    /// assert!(predicted.likely.low <= predicted.stars && predicted.stars <= predicted.likely.high);
    /// ```
    #[must_use]
    pub fn predict_for(&self, person: &Person, movie: MovieIdx) -> Recommendation {
        let Some(taste) = self.taste(person) else {
            return Recommendation {
                movie,
                stars: MIDDLE,
                likely: Likely::around(MIDDLE, WHOLE_SCALE, self.scale()),
                ranking_score: 0.0,
            };
        };
        self.predicted_by(taste, person, movie, &InLanes::from(Heads::BLENDED))
    }

    /// [`Engine::predict_for`] by what the network knows of the person, with these heads.
    pub(super) fn predicted_by(
        &self,
        taste: &dyn Taste,
        person: &Person,
        movie: MovieIdx,
        heads: &InLanes,
    ) -> Recommendation {
        let score = lane(movie.row(), |tile| taste.scores(heads, tile));
        self.recommendation(taste, person.spread, (movie, score))
    }

    /// What the network knows of a person, if they are of this engine.
    pub(super) fn taste<'a>(&self, person: &'a Person) -> Option<&'a dyn Taste> {
        let is_ours = ptr::addr_eq(Arc::as_ptr(&person.network), Arc::as_ptr(self.network()));
        is_ours.then_some(&*person.taste)
    }

    /// The best movies that somebody has not rated and the selection admits, best first: by ranking
    /// score, then number of ratings, then raw id; or as steered. Fewer than `request.k` only when
    /// there are no more such movies; none for a person of another engine.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let person = engine.person(UserIdx(0));
    /// let mut request = Request::plain(5);
    /// request.steering.variety = 0.5;
    /// let list = engine.recommend_for(&person, &request);
    /// assert_eq!(list.len(), 5);
    /// assert!(list.iter().all(|entry| !person.seen().contains(&entry.movie)));
    /// ```
    #[must_use]
    pub fn recommend_for(&self, person: &Person, request: &Request) -> Vec<Recommendation> {
        let Some(taste) = self.taste(person) else {
            return Vec::new();
        };
        let candidates = self.best(taste, person.seen.iter().copied(), request);
        let Request { k, steering, .. } = request;
        let list = rerank::choose(candidates, *k, steering, self.catalogue(), &person.seen);
        self.recommendations(taste, person.spread, list)
    }

    /// The best movies by ranking score that are not among the `seen` and that the selection admits, as
    /// many as the list is chosen from.
    fn best(
        &self,
        taste: &dyn Taste,
        seen: impl Iterator<Item = MovieIdx>,
        request: &Request,
    ) -> Vec<Scored> {
        let Request {
            k,
            steering,
            selection,
        } = request;
        let catalogue = self.catalogue();
        let n_movies = catalogue.movies.len();
        let admits = self.candidates(seen, selection);
        let mut best = Best::new(catalogue, steering.n_candidates(*k));
        let heads = InLanes::from(steering.heads());
        for tile in 0..n_movies.div_ceil(TILE) {
            let Some(scores) = taste.scores_from(&heads, tile, best.least()) else {
                continue;
            };
            let movies = tile * TILE..n_movies;
            for (movie, score) in movies.zip(scores.to_array().as_flattened()) {
                best.offer(MovieIdx(movie as u32), *score, &admits);
            }
        }
        best.into_list()
    }

    /// Returns what tells whether a movie may be in a list: not `seen`, and admitted by the selection.
    pub(super) fn candidates(
        &self,
        seen: impl Iterator<Item = MovieIdx>,
        selection: &Selection,
    ) -> impl Fn(MovieIdx) -> bool {
        let movies = &self.catalogue().movies;
        let mut is_out = vec![false; movies.len()];
        for movie in seen.chain(selection.left_out.iter().copied()) {
            if let Some(is_out) = is_out.get_mut(movie.row()) {
                *is_out = true;
            }
        }
        move |movie| !is_out[movie.row()] && selection.admits(&movies[movie.row()])
    }

    /// The network's output for a user in stars, before clipping.
    #[must_use]
    pub fn raw_stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        self.raw_stars_for(&self.person(user), movie)
    }

    /// The network's output for a person in stars, before clipping.
    #[must_use]
    pub fn raw_stars_for(&self, person: &Person, movie: MovieIdx) -> f32 {
        self.taste(person)
            .map_or(MIDDLE.stars(), |taste| taste.raw_stars(movie))
    }

    /// [`Engine::predict_for`] a user. For many movies of one user, keep the [`Person`].
    #[must_use]
    pub fn predict(&self, user: UserIdx, movie: MovieIdx) -> Recommendation {
        self.predict_for(&self.person(user), movie)
    }

    /// [`Engine::recommend_for`] a user: the `k` best, not steered.
    #[must_use]
    pub fn recommend(&self, user: UserIdx, k: usize) -> Vec<Recommendation> {
        // Without a `Person`: a plain list needs no copy of what they have seen.
        let histories = &self.tables().people.histories;
        let taste = self.known(user);
        let candidates = match histories {
            Histories::Rated(rated) => {
                let seen = rated[user.row()].iter().map(|(movie, _)| *movie);
                self.best(&*taste, seen, &Request::plain(k))
            }
            Histories::Seen(seen) => {
                let seen = seen[user.row()].iter().copied();
                self.best(&*taste, seen, &Request::plain(k))
            }
        };
        self.recommendations(
            &*taste,
            self.tables().spreads.person(user.row()),
            candidates,
        )
    }

    /// How many users the training data has, whether they are in the model or not.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.tables().people.n_users as usize
    }

    /// The ratings that can be given.
    #[must_use]
    pub fn scale(&self) -> StarScale {
        self.tables().catalogue.scale
    }

    fn recommendations(
        &self,
        taste: &dyn Taste,
        spread: f32,
        list: Vec<Scored>,
    ) -> Vec<Recommendation> {
        list.into_iter()
            .map(|scored| self.recommendation(taste, spread, scored))
            .collect()
    }

    /// `spread` is the person's.
    fn recommendation(
        &self,
        taste: &dyn Taste,
        spread: f32,
        (movie, ranking_score): Scored,
    ) -> Recommendation {
        let stars = Score::clip(taste.raw_stars(movie), self.scale());
        let spread = spread * self.tables().spreads.movie(movie.row());
        let half = (LIKELY_SPREADS * spread).max(LEAST_LIKELY);
        Recommendation {
            movie,
            stars,
            likely: Likely::around(stars, half, self.scale()),
            ranking_score,
        }
    }
}

/// What a model knows of one person, known or new. Cheap to keep while a list is steered.
///
/// It belongs to the engine that it came from: to any other it is a stranger, of whom nothing is known.
#[derive(Clone, Debug)]
pub struct Person {
    /// Ascending, each at most once.
    seen: Vec<MovieIdx>,
    /// Of all that they have seen; or none, where a model knows a person without them.
    ratings: Vec<(MovieIdx, Stars)>,
    taste: Arc<dyn Taste>,
    /// Who knows them: another engine does not.
    network: Arc<dyn Scorer>,
    /// How far their ratings lie from what is expected of them: see [`crate::artifact::Spreads`].
    spread: f32,
}

impl Person {
    /// The movies that they have seen, ascending: never in their lists.
    #[must_use]
    pub fn seen(&self) -> &[MovieIdx] {
        &self.seen
    }

    /// What they rated, ascending by movie; nothing where a model knows them without their ratings.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieIdx, Stars)] {
        &self.ratings
    }
}

#[derive(Debug)]
pub(super) struct Tables {
    catalogue: Catalogue,
    pub(super) people: People,
    spreads: Spreads,
    user_ids: Vocabulary<UserId>,
}

impl Tables {
    fn new(catalogue: Catalogue, people: People, spreads: Spreads) -> Self {
        Self {
            user_ids: Vocabulary::new(people.users.iter().map(|user| user.id)),
            catalogue,
            people,
            spreads,
        }
    }
}

impl Engine {
    /// All users, in the order of [`UserIdx`].
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.tables().people.users
    }

    /// Occupation names; [`User::occupation`] is a row.
    #[must_use]
    pub fn occupations(&self) -> &[String] {
        &self.tables().people.occupations
    }

    /// What a user rated, ascending by movie; `None` in a model without ratings, nothing of anybody whom
    /// the engine does not know yet ([`Engine::knows`]); so do the methods below.
    ///
    /// # Panics
    /// When `user` is not an index of this model; so do the methods below.
    #[must_use]
    pub fn history(&self, user: UserIdx) -> Option<&[(MovieIdx, Stars)]> {
        self.tables().people.histories.rated(user)
    }

    /// Whether the model carries what people rated, or only the movies that they have seen.
    #[must_use]
    pub fn has_ratings(&self) -> bool {
        matches!(self.tables().people.histories, Histories::Rated(_))
    }

    /// Whether the model carries all ratings of its data: whoever has it can train on them.
    #[must_use]
    pub fn has_all_ratings(&self) -> bool {
        self.has_ratings() && self.tables().people.is_everybody()
    }

    /// The movies that a user has seen, ascending.
    #[must_use]
    pub fn seen(&self, user: UserIdx) -> Vec<MovieIdx> {
        self.tables().people.histories.seen(user)
    }

    /// Their number.
    #[must_use]
    pub fn n_seen(&self, user: UserIdx) -> usize {
        self.tables().people.histories.n_seen(user)
    }

    /// The dense index of a raw user id.
    #[must_use]
    pub fn user_idx(&self, id: UserId) -> Option<UserIdx> {
        self.tables().user_ids.row(id).map(UserIdx)
    }

    /// A user of the training data.
    #[must_use]
    pub fn person(&self, user: UserIdx) -> Person {
        Person {
            taste: self.known(user),
            network: Arc::clone(self.network()),
            spread: self.tables().spreads.person(user.row()),
            seen: self.seen(user),
            ratings: self.history(user).unwrap_or_default().to_vec(),
        }
    }

    fn known(&self, user: UserIdx) -> Arc<dyn Taste> {
        Arc::clone(self.network()).known(user, self.n_seen(user), self.history(user))
    }

    /// Whether [`Engine::fold_in`] is possible: some networks know only the people that they were
    /// trained on.
    #[must_use]
    pub const fn takes_newcomers(&self) -> bool {
        networks::about(self.kind).takes_newcomers
    }

    /// Somebody new.
    ///
    /// # Errors
    /// Where the network cannot, and for ratings of unknown movies or of one movie twice.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let love = (MovieIdx(0), Stars::try_from(5).unwrap());
    /// let profile = Profile { ratings: vec![love], ..Profile::default() };
    /// let person = engine.fold_in(&profile)?;
    /// assert_eq!(person.seen(), [MovieIdx(0)]);
    /// # Ok::<(), FoldInError>(())
    /// ```
    pub fn fold_in(&self, profile: &Profile) -> Result<Person, FoldInError> {
        let mut profile = profile.clone();
        order::sort(&mut profile.ratings, &Ord::cmp);
        let ratings = &profile.ratings;
        let n_movies = self.catalogue().movies.len();
        if let Some((movie, _)) = ratings.iter().find(|(movie, _)| movie.row() >= n_movies) {
            return Err(FoldInError::UnknownMovie { movie: *movie });
        }
        if let Some(pair) = ratings.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(FoldInError::RatedTwice { movie: pair[0].0 });
        }
        Ok(Person {
            taste: Arc::clone(self.network()).fold_in(&profile)?,
            network: Arc::clone(self.network()),
            spread: Spreads::of_newcomer(&self.network().residuals(ratings)),
            seen: ratings.iter().map(|(movie, _)| *movie).collect(),
            ratings: profile.ratings,
        })
    }
}
