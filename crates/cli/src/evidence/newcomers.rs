//! Somebody new, asked one movie after the other: popular, random or telling ones first; told who they are or not.

use serde::{Deserialize, Serialize};

use anyhow::Context;

use matinee_app::elicitation::Elicitation;
use matinee_app::evidence::results::{
    AnsweredPerson, ColdStartPeople, ColdStartResults, Curve, HiddenRating, NewcomerSystem, Order,
    Playback, Sampled, Step,
};
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::random::{permutation, seeded};
use matinee_data::dataset::{User, ratings_of_users};
use matinee_lab::{
    Column, HeldOutPerson, K, Measured, N_GIVEN, Newcomer, Offer, Part, Prediction, RatingAccuracy,
    Recommender, Relevance, TrainingView, UserMovieBias,
};

use super::{Evidence, Looked, rounded, system_name};

/// The most answers.
const N_ANSWERS: usize = 20;
/// Of so many people every answer is recorded.
const N_RECORDED: usize = 12;
/// And of so many ratings at least, so that there is enough to be wrong about.
const MIN_RECORDED: usize = 60;
/// Titles after each answer.
const N_TITLES: usize = 5;
/// As many movies as the page chooses at a time to be asked about.
const BATCH: usize = 48;
/// The stream of [`seeded`] for orders at random.
const STREAM: u64 = 0x0061_736b;

/// Key, title, what it does; in the order of [`Asked::orders`].
const ORDERS: [(&str, &str, &str); 3] = [
    (
        "popular",
        "Best known first",
        "The movies that most people have rated.",
    ),
    (
        "random",
        "At random",
        "Any movie of the catalogue, in an order drawn for each person.",
    ),
    (
        "telling",
        "Most telling first",
        "Movies that many know and disagree on, of many kinds: what the page asks.",
    ),
];

/// What was seen when people who were held out were asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    n_people: u32,
    /// As [`ORDERS`].
    orders: Vec<InOrder>,
    /// RMSE and NDCG@10 after so many ratings as [`N_GIVEN`], on the protocol's own rows, told nothing of age, gender
    /// and occupation.
    without_details: Vec<[f64; 2]>,
    /// Of the first draw.
    people: Vec<AnsweredPerson>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct InOrder {
    /// RMSE and NDCG@10 after so many answers as [`N_GIVEN`].
    values: Vec<[f64; 2]>,
    /// Movies named until so many were known, mean over people.
    n_asked: Vec<f64>,
}

type Rated = (MovieIdx, Stars);

/// One of the people, split: what may be revealed, in three orders, and what is predicted.
struct Asking<'p> {
    details: &'p User,
    /// All that may be revealed. It is never listed, revealed or not: else whoever is asked of what they know best
    /// would have fewer false hits in their way.
    known: Vec<Rated>,
    /// [orders][N_ANSWERS]
    answers: [Vec<Rated>; 3],
    tested: Vec<Rated>,
    /// [orders][N_GIVEN]
    n_asked: [Vec<usize>; 3],
}

/// What is known of somebody, and what is asked.
#[derive(Clone, Copy)]
struct Question<'p> {
    details: &'p User,
    /// In the order in which they are given.
    answers: &'p [Rated],
    /// What is not listed; `None`: what is given.
    unlisted: Option<&'p [Rated]>,
    tested: &'p [Rated],
}

/// What a system said.
#[derive(Default)]
struct Said {
    predictions: Vec<Prediction>,
    offers: Vec<Offer>,
}

impl Said {
    fn values(&self, view: &TrainingView<'_>, part: &Part) -> Option<[f64; 2]> {
        let rmse = RatingAccuracy::of(&self.predictions, part.training.scale)?.rmse;
        let ndcg = view.quality(&self.offers, Relevance::Liked, K)?.ndcg;
        Some([rmse, ndcg])
    }
}

/// A system, and whom it is asked about.
struct Bureau<'a> {
    part: &'a Part,
    view: TrainingView<'a>,
    system: &'a dyn Recommender,
}

impl Bureau<'_> {
    /// Adds what is said of the tested ratings to somebody who has given the first `n_given` answers.
    fn ask(&self, question: &Question<'_>, n_given: usize, said: &mut Said) -> Option<()> {
        let Question {
            details,
            answers,
            unlisted,
            tested,
        } = question;
        let given = &answers[..n_given.min(answers.len())];
        let scores = self.system.newcomer(&Newcomer { details, given })?;
        let stars = scores.stars.as_ref()?;
        said.predictions
            .extend(tested.iter().map(|(movie, rated)| Prediction {
                stars: stars[movie.row()],
                range: None,
                rated: *rated,
            }));
        said.offers.push(Offer {
            given: given.to_vec(),
            list: self.view.list(&scores, unlisted.unwrap_or(given), K)?,
            test: tested.to_vec(),
        });
        Some(())
    }

    /// RMSE after each number of answers of [`N_GIVEN`], and NDCG@10.
    fn curve<'p>(
        &self,
        people: impl Iterator<Item = Question<'p>> + Clone,
    ) -> Option<Vec<[f64; 2]>> {
        let values = N_GIVEN.iter().map(|n_given| {
            let mut said = Said::default();
            for question in people.clone() {
                self.ask(&question, *n_given, &mut said)?;
            }
            said.values(&self.view, self.part)
        });
        values.collect()
    }
}

impl Asked {
    /// Asks the people of a part; `None` of a system that cannot meet new people, or when they like nothing.
    pub(super) fn of(part: &Part, system: &dyn Recommender, draw: u32) -> Option<Self> {
        let training = &part.training;
        let (n_users, n_movies) = (training.users.len(), training.movies.len());
        let view = TrainingView::new(&training.ratings, n_users, &training.movies, training.scale);
        let bureau = Bureau { part, view, system };
        let places = [popular(part), Vec::new(), telling(part)];
        let mut rng = seeded(draw.into(), STREAM);
        let people: Vec<Asking<'_>> = (part.people().iter())
            .map(|person| {
                let mut places = places.clone();
                places[1] = place_of_each(&permutation(n_movies as u32, &mut rng));
                Asking::of(person, &places)
            })
            .collect();
        let orders = (0..ORDERS.len()).map(|order| {
            let questions = people.iter().map(|person| person.question(order));
            let n_asked = (0..N_GIVEN.len()).map(|place| {
                let sum: usize = people
                    .iter()
                    .map(|person| person.n_asked[order][place])
                    .sum();
                sum as f64 / people.len() as f64
            });
            Some(InOrder {
                values: bureau.curve(questions)?,
                n_asked: n_asked.collect(),
            })
        });
        let orders = orders.collect::<Option<Vec<InOrder>>>()?;
        let unknown: Vec<User> = (part.people().iter())
            .map(|person| User {
                demographics: None,
                ..person.details.clone()
            })
            .collect();
        let silent = (unknown.iter().zip(part.people())).map(|(details, person)| Question {
            details,
            answers: &person.before,
            unlisted: None,
            tested: &person.after,
        });
        let without_details = bureau.curve(silent)?;
        let bias = UserMovieBias::fit(&training.ratings, n_users, n_movies);
        let n_recorded = if draw == 1 { N_RECORDED } else { 0 };
        let recorded = (people.iter())
            .filter(|person| person.n_ratings() >= MIN_RECORDED)
            .take(n_recorded)
            .map(|person| bureau.record(person, &bias));
        let recorded = recorded.collect::<Option<Vec<AnsweredPerson>>>()?;
        Some(Self {
            n_people: people.len() as u32,
            orders,
            without_details,
            people: recorded,
        })
    }
}

impl<'p> Asking<'p> {
    /// Half of the ratings are there to be revealed, at least [`N_ANSWERS`]; the other half is predicted.
    fn of(person: &'p HeldOutPerson, places: &[Vec<u32>; 3]) -> Self {
        // They are in random order.
        let mut ratings = [&person.before[..], &person.after[..]].concat();
        let all = ratings.clone();
        let tested = ratings.split_off((ratings.len() / 2).max(N_ANSWERS));
        let in_order = |places: &Vec<u32>| {
            let mut answers = ratings.clone();
            answers.sort_by_key(|(movie, _)| places[movie.row()]);
            answers.truncate(N_ANSWERS);
            answers
        };
        // Who is asked in earnest may know any of the movies, those that are predicted here among them.
        let n_asked = |places: &Vec<u32>| {
            let mut known: Vec<usize> = (all.iter())
                .map(|(movie, _)| places[movie.row()] as usize + 1)
                .collect();
            known.sort_unstable();
            let until = |n: &usize| n.checked_sub(1).and_then(|last| known.get(last).copied());
            N_GIVEN.iter().map(|n| until(n).unwrap_or(0)).collect()
        };
        Self {
            details: &person.details,
            answers: places.each_ref().map(in_order),
            known: ratings.clone(),
            tested,
            n_asked: places.each_ref().map(n_asked),
        }
    }

    fn n_ratings(&self) -> usize {
        self.known.len() + self.tested.len()
    }

    fn question(&self, order: usize) -> Question<'_> {
        Question {
            details: self.details,
            answers: &self.answers[order],
            unlisted: Some(&self.known),
            tested: &self.tested,
        }
    }
}

impl Bureau<'_> {
    /// What is known after each answer, in each order.
    fn record(&self, person: &Asking<'_>, bias: &UserMovieBias) -> Option<AnsweredPerson> {
        let id = |movie: MovieIdx| self.part.training.movies[movie.row()].id;
        let step = |question: Question<'_>, n_given: usize| {
            let given = &question.answers[..n_given];
            let mut said = Said::default();
            self.ask(&question, n_given, &mut said)?;
            let rmse = |predictions: &[Prediction]| {
                let accuracy = RatingAccuracy::of(predictions, self.part.training.scale)?;
                Some(rounded(accuracy.rmse, 3))
            };
            let by_bias = Bureau {
                part: self.part,
                view: self.view.clone(),
                system: bias,
            };
            let mut said_by_bias = Said::default();
            by_bias.ask(&question, n_given, &mut said_by_bias)?;
            let titles = said.offers.first()?.list.iter().take(N_TITLES);
            let revealed = given.last();
            Some(Step {
                revealed: revealed.map(|(movie, stars)| HiddenRating {
                    movie: id(*movie),
                    stars: stars.as_f32(),
                }),
                rmse: rmse(&said.predictions)?,
                bias_rmse: rmse(&said_by_bias.predictions)?,
                list: titles.map(|listed| id(listed.movie)).collect(),
            })
        };
        let records = (0..ORDERS.len()).map(|order| {
            let question = person.question(order);
            let steps = (0..=question.answers.len()).map(|n_given| step(question, n_given));
            Some(Playback {
                steps: steps.collect::<Option<_>>()?,
            })
        });
        Some(AnsweredPerson {
            user: person.details.id,
            n_tested: person.tested.len() as u32,
            records: records.collect::<Option<_>>()?,
        })
    }
}

/// [n_movies]: the place of each in an order of all.
fn place_of_each(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, row) in (0..).zip(order) {
        places[*row as usize] = place;
    }
    places
}

fn n_ratings(part: &Part) -> Vec<u32> {
    let mut n_ratings = vec![0; part.training.movies.len()];
    for rating in &part.training.ratings {
        n_ratings[rating.movie.row()] += 1;
    }
    n_ratings
}

/// The best known movie first.
fn popular(part: &Part) -> Vec<u32> {
    let n_ratings = n_ratings(part);
    let mut order: Vec<u32> = (0..n_ratings.len() as u32).collect();
    order.sort_by_key(|row| std::cmp::Reverse(n_ratings[*row as usize]));
    place_of_each(&order)
}

/// As the page asks, batch after batch.
fn telling(part: &Part) -> Vec<u32> {
    let training = &part.training;
    let of_users = ratings_of_users(&training.ratings, training.users.len());
    let mut histories = of_users.iter().map(|ratings| &ratings[..]);
    let elicitation = Elicitation::of(&n_ratings(part), &mut histories);
    let mut is_asked = vec![false; training.movies.len()];
    let mut order = Vec::with_capacity(is_asked.len());
    loop {
        let batch = elicitation.batch(&training.movies, BATCH, &|movie| is_asked[movie.row()]);
        if batch.is_empty() {
            return place_of_each(&order);
        }
        for movie in batch {
            is_asked[movie.row()] = true;
            order.push(movie.0);
        }
    }
}

impl Evidence<'_> {
    /// `cold-start.json`.
    pub(super) fn cold_start(&self, looked: &[Looked<'_>]) -> anyhow::Result<ColdStartResults> {
        let asked: Vec<&Asked> = looked
            .iter()
            .filter_map(|it| it.observed.asked.as_ref())
            .collect();
        let first = asked
            .first()
            .context("the hybrid could not be asked as somebody new")?;
        let mut systems: Vec<NewcomerSystem> = Vec::new();
        for it in looked {
            let system = system_name(it.trial);
            if systems.iter().any(|known| known.system == system) {
                continue;
            }
            let of_system = looked
                .iter()
                .filter(|other| system_name(other.trial) == system);
            let values = |column: Column| -> Vec<Sampled> {
                let of_set = |set: usize| {
                    let draws = of_system.clone().filter_map(|it| {
                        let values = &it.observed.measurements.get(set)?.values;
                        values
                            .iter()
                            .find(|(found, _)| *found == column)
                            .map(|(_, value)| *value)
                    });
                    sampled(&draws.collect::<Vec<f64>>())
                };
                (0..N_GIVEN.len()).filter_map(of_set).collect()
            };
            let curve = Curve {
                rmse: values(Column::RMSE),
                ndcg: values(Column::NDCG),
            };
            if !(curve.rmse.is_empty() && curve.ndcg.is_empty()) {
                systems.push(NewcomerSystem { system, curve });
            }
        }
        let hybrid = systems.iter().find(|it| it.system.key == "hybrid");
        let with_details = hybrid.context("the hybrid meets nobody new")?.curve.clone();
        let orders = ORDERS
            .iter()
            .enumerate()
            .map(|(row, (key, title, explanation))| Order {
                key: (*key).to_owned(),
                title: (*title).to_owned(),
                explanation: (*explanation).to_owned(),
                curve: curve_of(asked.iter().map(|it| &it.orders[row].values[..])),
                n_asked: (0..N_GIVEN.len())
                    .filter_map(|place| {
                        let draws: Vec<f64> = asked
                            .iter()
                            .map(|it| it.orders[row].n_asked[place])
                            .collect();
                        Some(rounded(Measured::over(&draws)?.mean, 1))
                    })
                    .collect(),
            });
        Ok(ColdStartResults {
            head: self.head(
                "People with at least 40 ratings are held out whole, and the systems are trained on everybody \
                 else. Of the systems, the first ratings in random order are given and those after the \
                 twentieth predicted; of the orders of questions, half of a person's ratings may be revealed \
                 and is not listed, and the other half is predicted. Bands are the standard deviation over \
                 the draws.",
                looked,
            ),
            given: N_GIVEN.iter().map(|n| *n as u32).collect(),
            n_people: first.n_people,
            n_draws: asked.len() as u32,
            systems,
            orders: orders.collect(),
            with_details,
            without_details: curve_of(asked.iter().map(|it| &it.without_details[..])),
        })
    }

    /// `cold-start-people.json`.
    pub(super) fn cold_start_people(
        &self,
        looked: &[Looked<'_>],
    ) -> anyhow::Result<ColdStartPeople> {
        let asked = looked
            .iter()
            .find(|it| it.observed.asked.is_some() && it.trial.part == 1);
        let looked = asked.context("the hybrid could not be asked as somebody new")?;
        let people = looked
            .observed
            .asked
            .iter()
            .flat_map(|asked| asked.people.clone());
        let people: Vec<AnsweredPerson> = people.collect();
        let steps = || {
            let records = people.iter().flat_map(|person| &person.records);
            records.flat_map(|record| &record.steps)
        };
        let revealed = steps().filter_map(|step| step.revealed.map(|it| it.movie));
        let listed = steps().flat_map(|step| step.list.iter().copied());
        Ok(ColdStartPeople {
            head: self.head(
                "The first people of the first draw with at least 60 ratings. Nothing of theirs was trained \
                 on; half of their ratings is predicted at every step, the other half revealed one by one and \
                 never listed.",
                [looked],
            ),
            orders: ORDERS.iter().map(|(key, ..)| (*key).to_owned()).collect(),
            others: self.others(revealed.chain(listed)),
            people,
        })
    }
}

fn curve_of<'a>(draws: impl Iterator<Item = &'a [[f64; 2]]> + Clone) -> Curve {
    let values = |kind: usize| {
        let of_place = |place: usize| {
            let values: Vec<f64> = draws.clone().map(|draw| draw[place][kind]).collect();
            sampled(&values)
        };
        (0..N_GIVEN.len()).filter_map(of_place).collect()
    };
    Curve {
        rmse: values(0),
        ndcg: values(1),
    }
}

fn sampled(draws: &[f64]) -> Option<Sampled> {
    let Measured { mean, spread } = Measured::over(draws)?;
    Some(Sampled {
        mean: rounded(mean, 4),
        spread: rounded(spread.unwrap_or(0.0), 4),
    })
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::UserId;

    use super::*;

    #[test]
    fn a_place_is_where_an_order_has_it() {
        assert_eq!(place_of_each(&[2, 0, 1]), [1, 2, 0]);
    }

    #[test]
    fn half_of_a_persons_ratings_are_predicted_and_never_revealed() {
        let ratings: Vec<Rated> = (0..60)
            .map(|row| (MovieIdx(row), Stars::WHOLE[3]))
            .collect();
        let person = HeldOutPerson {
            details: User {
                id: UserId(7),
                demographics: None,
            },
            before: ratings[..20].to_vec(),
            after: ratings[20..].to_vec(),
        };
        let backwards: Vec<u32> = (0..60).rev().collect();
        let forwards: Vec<u32> = (0..60).collect();
        let asking = Asking::of(&person, &[backwards.clone(), forwards, backwards]);
        assert_eq!(asking.tested, ratings[30..]);
        let movies = |answers: &[Rated]| answers.iter().map(|it| it.0.0).collect::<Vec<u32>>();
        assert_eq!(
            movies(&asking.answers[0]),
            (10..30).rev().collect::<Vec<u32>>()
        );
        assert_eq!(movies(&asking.answers[1]), (0..20).collect::<Vec<u32>>());
        // All movies are known: the tenth answer is the tenth question.
        assert_eq!(asking.n_asked[0], N_GIVEN);
    }
}
