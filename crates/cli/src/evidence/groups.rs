//! Error and order by who people are, with intervals; and the predictions that were most wrong.

use std::collections::BTreeSet;

use matinee_app::evidence::results::{
    Group, Grouping, GroupsResults, Interval, StoriesResults, Story,
};
use matinee_core::domain::{Rating, UserIdx};
use matinee_data::dataset::{Gender, ratings_of_users};
use matinee_lab::{Protocol, metrics, ratio_interval};

use super::{Evidence, Looked, SEED, rounded, system_name};

/// Lowest ages of the groups.
const AGES: [u8; 6] = [0, 18, 25, 35, 45, 55];
/// Fewest ratings of the groups.
const ACTIVITY: [usize; 5] = [0, 20, 50, 100, 200];
/// How many stories are told.
const N_STORIES: usize = 10;

/// What was measured of one person, over all folds.
#[derive(Clone, Copy, Debug, Default)]
struct PersonSums {
    n_rows: u32,
    squares: f64,
    n_lists: u32,
    ndcg: f64,
}

/// A prediction of a fold.
struct Told {
    fold: u32,
    row: Rating,
    predicted: f32,
    likely: Option<[f32; 2]>,
}

impl Evidence<'_> {
    /// `groups.json` and `stories.json`.
    pub(super) fn groups(
        &self,
        folds: &[Looked<'_>],
    ) -> anyhow::Result<(GroupsResults, StoriesResults)> {
        let hybrids = || {
            folds
                .iter()
                .filter(|it| system_name(it.trial).key == "hybrid")
        };
        let tables = &self.bench.tables;
        let mut sums = vec![PersonSums::default(); tables.users.len()];
        let mut told = Vec::new();
        for it in hybrids() {
            let part = self.bench.part(Protocol::Folds, it.trial.part)?;
            let ranges = &it.observed.ranges;
            for (place, (row, predicted)) in part
                .test_rows()
                .iter()
                .zip(&it.observed.predicted)
                .enumerate()
            {
                let error = f64::from(*predicted) - f64::from(row.stars.as_f32());
                let sums = &mut sums[row.user.row()];
                sums.n_rows += 1;
                sums.squares += error * error;
                told.push(Told {
                    fold: it.trial.part,
                    row: *row,
                    predicted: *predicted,
                    likely: ranges.get(place).copied(),
                });
            }
            for (user, ndcg) in it.observed.ndcg_of_people(&part) {
                let sums = &mut sums[user.row()];
                sums.n_lists += 1;
                sums.ndcg += ndcg;
            }
        }
        let tested = (0..sums.len()).filter(|user| sums[*user].n_rows > 0);
        let everybody: Vec<usize> = tested.collect();
        let groups = GroupsResults {
            head: self.head(
                "All five folds, each predicted by a hybrid that learned from the other four: every rating once, and up \
                 to five lists a person. Intervals are 95 %, of 1,000 draws of people with replacement.",
                hybrids(),
            ),
            all: group("everybody".to_owned(), &everybody, &sums),
            groupings: self.groupings(&sums),
        };
        Ok((groups, self.stories(told, hybrids())?))
    }

    fn groupings(&self, sums: &[PersonSums]) -> Vec<Grouping> {
        let tables = &self.bench.tables;
        let of_users = ratings_of_users(&tables.ratings, tables.users.len());
        let said = |user: usize| tables.users[user].demographics;
        let by = |key: &str,
                  title: &str,
                  names: Vec<String>,
                  group_of: &dyn Fn(usize) -> Option<usize>| {
            let groups = names.into_iter().enumerate().filter_map(|(place, name)| {
                let tested = (0..sums.len()).filter(|user| sums[*user].n_rows > 0);
                let members = tested.filter(|user| group_of(*user) == Some(place));
                let members: Vec<usize> = members.collect();
                (!members.is_empty()).then(|| group(name, &members, sums))
            });
            Grouping {
                key: key.to_owned(),
                title: title.to_owned(),
                groups: groups.collect(),
            }
        };
        let groupings = [
            by(
                "gender",
                "Gender",
                vec!["women".into(), "men".into()],
                &|user| said(user).map(|it| usize::from(it.gender == Gender::Male)),
            ),
            by(
                "age",
                "Age",
                bands(&AGES.map(usize::from), "under", ""),
                &|user| said(user).map(|it| band(&AGES.map(usize::from), it.age.into())),
            ),
            by(
                "occupation",
                "Occupation",
                tables.occupations.clone(),
                &|user| said(user).map(|it| it.occupation.into()),
            ),
            by(
                "activity",
                "Ratings given",
                bands(&ACTIVITY, "fewer than", " ratings"),
                &|user| Some(band(&ACTIVITY, of_users[user].len())),
            ),
        ];
        let has_groups = |grouping: &Grouping| grouping.groups.len() > 1;
        groupings.into_iter().filter(has_groups).collect()
    }

    fn stories<'l>(
        &self,
        mut told: Vec<Told>,
        hybrids: impl Iterator<Item = &'l Looked<'l>>,
    ) -> anyhow::Result<StoriesResults> {
        let n_predictions = told.len() as u32;
        let error = |it: &Told| (it.predicted - it.row.stars.as_f32()).abs();
        told.sort_by(|a, b| {
            (error(b).total_cmp(&error(a)))
                .then_with(|| (a.row.user, a.row.movie).cmp(&(b.row.user, b.row.movie)))
        });
        let (mut people, mut movies) = (BTreeSet::new(), BTreeSet::new());
        // Not ten times the same story.
        told.retain(|it| {
            let is_new = !people.contains(&it.row.user) && !movies.contains(&it.row.movie);
            let is_told = is_new && people.len() < N_STORIES;
            if is_told {
                people.insert(it.row.user);
                movies.insert(it.row.movie);
            }
            is_told
        });
        let stories = told.iter().map(|it| self.story(it));
        Ok(StoriesResults {
            head: self.head(
                "The largest errors of all five folds, of a person and of a movie at most one. What is known of person \
                 and movie is known from the other four folds.",
                hybrids,
            ),
            n_predictions,
            stories: stories.collect::<anyhow::Result<_>>()?,
        })
    }

    fn story(&self, told: &Told) -> anyhow::Result<Story> {
        let training = self
            .bench
            .part(Protocol::Folds, told.fold)?
            .training
            .ratings;
        let Rating { user, movie, stars } = told.row;
        let genres = self.movie(movie).genres;
        let of_user = |rating: &&Rating| rating.user == user;
        let mean = |rows: &[f64]| metrics::mean(rows.iter().copied()).map(|it| rounded(it, 2));
        let stars_of = |keep: &dyn Fn(&&Rating) -> bool| -> Vec<f64> {
            let rows = training.iter().filter(|row| keep(row));
            rows.map(|row| row.stars.as_f32().into()).collect()
        };
        let by_user = stars_of(&of_user);
        let of_movie = stars_of(&|row| row.movie == movie);
        let of_genres = stars_of(&|row| of_user(row) && self.movie(row.movie).genres & genres != 0);
        Ok(Story {
            user: self.user_id(user),
            movie: self.movie_id(movie),
            stars: stars.as_f32(),
            predicted: rounded(told.predicted.into(), 2),
            likely: told
                .likely
                .map(|range| range.map(|it| rounded(it.into(), 2))),
            n_of_user: by_user.len() as u32,
            mean_of_user: mean(&by_user),
            n_of_movie: of_movie.len() as u32,
            mean_of_movie: mean(&of_movie),
            mean_of_genres: mean(&of_genres),
        })
    }

    fn user_id(&self, user: UserIdx) -> matinee_core::domain::UserId {
        self.bench.tables.users[user.row()].id
    }
}

/// The band that a number is in, of bands by where they begin.
fn band(starts: &[usize], value: usize) -> usize {
    starts
        .iter()
        .filter(|start| **start <= value)
        .count()
        .saturating_sub(1)
}

/// `under 18`, `18 to 24`, …, `55 and more`.
fn bands(starts: &[usize], below: &str, unit: &str) -> Vec<String> {
    let ends = starts.iter().skip(1).map(Some).chain([None]);
    let name = |(start, end): (&usize, Option<&usize>)| match (start, end) {
        (0, Some(end)) => format!("{below} {end}{unit}"),
        (start, Some(end)) => format!("{start} to {}{unit}", end - 1),
        (start, None) => format!("{start}{unit} and more"),
    };
    starts.iter().zip(ends).map(name).collect()
}

fn group(name: String, members: &[usize], sums: &[PersonSums]) -> Group {
    let of = |parts: &dyn Fn(&PersonSums) -> (f64, f64), to: fn(f64) -> f64| {
        let people: Vec<(f64, f64)> = members.iter().map(|user| parts(&sums[*user])).collect();
        let (above, below) = people
            .iter()
            .fold((0.0, 0.0), |(a, b), (above, below)| (a + above, b + below));
        let [low, high] = ratio_interval(&people, SEED)?;
        (below > 0.0).then(|| Interval {
            value: rounded(to(above / below), 4),
            low: rounded(to(low), 4),
            high: rounded(to(high), 4),
        })
    };
    let rmse = of(&|it| (it.squares, it.n_rows.into()), f64::sqrt);
    let unknown = Interval {
        value: 0.0,
        low: 0.0,
        high: 0.0,
    };
    Group {
        name,
        n_people: members.len() as u32,
        n_ratings: members.iter().map(|user| sums[*user].n_rows).sum(),
        // Members have test rows; only a group of nobody would have none.
        rmse: rmse.unwrap_or(unknown),
        ndcg: of(&|it| (it.ndcg, it.n_lists.into()), |it| it),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_named_by_whom_they_have() {
        let ages = AGES.map(usize::from);
        let names = bands(&ages, "under", "");
        assert_eq!(names[0], "under 18");
        assert_eq!(names[1], "18 to 24");
        assert_eq!(names[5], "55 and more");
        assert_eq!(
            [17, 18, 24, 25, 80].map(|age| &*names[band(&ages, age)]),
            [
                "under 18",
                "18 to 24",
                "18 to 24",
                "25 to 34",
                "55 and more"
            ]
        );
        assert_eq!(
            bands(&ACTIVITY, "fewer than", " ratings")[4],
            "200 ratings and more"
        );
    }

    #[test]
    fn a_group_is_the_mean_over_its_ratings_and_its_lists() {
        let sums = |n_rows, squares, n_lists, ndcg| PersonSums {
            n_rows,
            squares,
            n_lists,
            ndcg,
        };
        let people = [
            sums(1, 4.0, 1, 1.0),
            sums(3, 0.0, 0, 0.0),
            sums(9, 9.0, 1, 0.0),
        ];
        let group = group("first two".into(), &[0, 1], &people);
        assert_eq!(
            (group.n_people, group.n_ratings, group.rmse.value),
            (2, 4, 1.0)
        );
        assert_eq!(group.ndcg.map(|it| it.value), Some(1.0));
    }
}
