//! A movie's own page: who likes it, by groups where the data says who somebody is; where it stands for
//! whoever is watching; and where it can be looked up elsewhere.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::{Gender, Movie, User};
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::{Engine, Standing};

use super::format;
use super::viewer::Viewer;

/// A group with fewer ratings says nothing.
const LEAST_GROUP: usize = 30;

/// The first age of each group, in years, and what the group is called. They begin where those of
/// MovieLens 1M do, which has no ages but their groups.
const AGES: [(u8, &str); 5] = [
    (0, "Under 18"),
    (18, "18 to 24"),
    (25, "25 to 34"),
    (35, "35 to 49"),
    (50, "50 and over"),
];

/// How people rate a movie.
#[derive(Clone, Debug, PartialEq)]
pub struct Audience {
    /// Ratings in the training data.
    pub n_ratings: usize,
    /// Those of 4 stars or more.
    pub n_liked: usize,
    /// What the people of the model gave; `None` in a model without ratings, or without people.
    pub given: Option<Given>,
}

/// What the people of a model gave a movie.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// How many gave it stars.
    pub n: usize,
    /// How many people the model carries.
    pub n_people: usize,
    /// Whether those are all of the data.
    pub is_everybody: bool,
    /// Mean stars; `None` where nobody gave any.
    pub mean: Option<f32>,
    /// How often each number of stars that can be given was given, fewest first.
    pub counts: Vec<(Stars, usize)>,
    /// Women and men, then ages, youngest first: those with [`LEAST_GROUP`] ratings and more. None
    /// where the data does not say who somebody is.
    pub groups: Vec<Group>,
}

/// A part of the people.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// As people read it.
    pub name: &'static str,
    /// How many of them gave stars.
    pub n: usize,
    /// Mean stars.
    pub mean: f32,
}

impl Audience {
    /// Counts the ratings of a movie.
    ///
    /// # Panics
    /// When `movie` is not an index of the engine.
    #[must_use]
    pub fn of(engine: &Engine, movie: MovieIdx) -> Self {
        let catalogue = engine.catalogue();
        let row = movie.row();
        let users = engine.users();
        let has_given = engine.has_ratings() && !users.is_empty();
        let given = has_given.then(|| {
            let stars = (0..).zip(users).filter_map(|(idx, user)| {
                let history = engine.history(UserIdx(idx))?;
                let at = history.binary_search_by_key(&movie, |it| it.0).ok()?;
                Some((user, history[at].1))
            });
            Given {
                n_people: users.len(),
                is_everybody: users.len() == engine.n_users(),
                ..Given::of(&stars.collect::<Vec<_>>(), catalogue)
            }
        });
        Self {
            n_ratings: catalogue.n_ratings[row] as usize,
            n_liked: catalogue.n_liked[row] as usize,
            given,
        }
    }

    /// Says how many rated it, and how many of them liked it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let liked = match (self.n_liked, self.n_ratings) {
            (_, 0) => return "Nobody has rated it yet.".to_owned(),
            (0, 1) => return "1 person rated it, below 4 stars.".to_owned(),
            (_, 1) => return "1 person rated it, with 4 stars or more.".to_owned(),
            (0, _) => "none".to_owned(),
            (liked, all) if liked == all => "all".to_owned(),
            (liked, all) => format::percent(liked as f64 / all as f64),
        };
        let n = format::thousands(self.n_ratings);
        format!("{n} people rated it, and {liked} of them gave 4 stars or more.")
    }
}

impl Given {
    fn of(stars: &[(&User, Stars)], catalogue: &Catalogue) -> Self {
        let values = catalogue.scale.values().iter();
        let count = |value: &Stars| stars.iter().filter(|it| it.1 == *value).count();
        let mut groups = Vec::new();
        for (gender, name) in [(Gender::Female, "Women"), (Gender::Male, "Men")] {
            let is_in = |user: &User| user.demographics.is_some_and(|it| it.gender == gender);
            groups.extend(Group::of(name, stars, is_in));
        }
        for (row, (first, name)) in AGES.iter().enumerate() {
            let end = AGES.get(row + 1).map_or(u8::MAX, |(next, _)| next - 1);
            let is_in = |user: &User| {
                let age = user.demographics.map(|it| it.age);
                age.is_some_and(|age| (*first..=end).contains(&age))
            };
            groups.extend(Group::of(name, stars, is_in));
        }
        Self {
            n: stars.len(),
            n_people: 0,
            is_everybody: false,
            mean: mean(stars.iter().map(|it| it.1)),
            counts: values.map(|value| (*value, count(value))).collect(),
            groups,
        }
    }

    /// Finds the largest of the counts, at least 1: the length of the longest bar.
    #[must_use]
    pub fn longest(&self) -> usize {
        let counts = self.counts.iter().map(|(_, n)| *n);
        counts.max().unwrap_or(0).max(1)
    }

    /// Says whose stars these are.
    #[must_use]
    pub fn whose(&self) -> String {
        let mean = self.mean.map_or(String::new(), |mean| {
            format!(", {} on average", format::mean(mean))
        });
        let n = format::thousands(self.n);
        match self.is_everybody {
            true => format!("{n} of {} people{mean}", format::thousands(self.n_people)),
            false => format!(
                "{n} of the {} people of this page{mean}",
                format::thousands(self.n_people)
            ),
        }
    }
}

impl Group {
    fn of(
        name: &'static str,
        stars: &[(&User, Stars)],
        is_in: impl Fn(&User) -> bool,
    ) -> Option<Self> {
        let theirs = stars.iter().filter(|(user, _)| is_in(user));
        let n = theirs.clone().count();
        let mean = mean(theirs.map(|it| it.1)).filter(|_| n >= LEAST_GROUP)?;
        Some(Self { name, n, mean })
    }
}

fn mean(stars: impl Iterator<Item = Stars>) -> Option<f32> {
    let (mut n, mut sum) = (0_u32, 0.0);
    for stars in stars {
        n += 1;
        sum += stars.as_f64();
    }
    (n > 0).then(|| (sum / f64::from(n)) as f32)
}

/// Says where a movie stands for somebody.
#[must_use]
pub fn standing(viewer: Viewer, standing: Option<Standing>) -> String {
    let (they, have) = match viewer {
        Viewer::You => ("you", "your"),
        Viewer::User(_) => ("they", "their"),
    };
    match standing {
        Some(Standing { place, n_movies }) => format!(
            "No. {} of the {} that {they} have not seen.",
            format::thousands(place),
            match n_movies {
                1 => "one movie".to_owned(),
                n => format!("{} movies", format::thousands(n)),
            },
        ),
        None => format!("It is not on {have} list: the wishes leave it out, or it is put aside."),
    }
}

/// A page of somebody else about a movie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// What the link says.
    pub label: &'static str,
    /// Where it leads.
    pub address: String,
}

impl Elsewhere {
    /// Finds where a movie can be looked up: by its number, where the data has one; else by title and
    /// year.
    #[must_use]
    pub fn of(movie: &Movie) -> Self {
        match (movie.imdb, movie.tmdb) {
            (Some(number), _) => Self {
                label: "Look it up at IMDb",
                address: format!("https://www.imdb.com/title/tt{number:07}/"),
            },
            (None, Some(number)) => Self {
                label: "Look it up at TMDb",
                address: format!("https://www.themoviedb.org/movie/{number}"),
            },
            (None, None) => Self::find(&format::title(movie)),
        }
    }

    /// Finds where what is called so can be looked for.
    #[must_use]
    pub fn find(title: &str) -> Self {
        Self {
            label: "Look for it at IMDb",
            address: format!(
                "https://www.imdb.com/find/?s=tt&q={}",
                percent_encoded(title)
            ),
        }
    }
}

/// Writes a text as a part of an address (RFC 3986, section 2): every byte that is not unreserved is
/// encoded.
fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{StarScale, UserId};
    use matinee_data::dataset::Demographics;

    use super::*;
    use crate::testing::{catalogue, movie};

    /// Somebody of this age and gender, or of whom nothing is said.
    fn user(id: u32, said: Option<(u8, Gender)>) -> User {
        User {
            id: UserId(id),
            demographics: said.map(|(age, gender)| Demographics {
                age,
                gender,
                occupation: 0,
            }),
        }
    }

    fn stars(n: u8) -> Stars {
        Stars::try_from(n).unwrap()
    }

    fn given(users: &[User], all: &[u8]) -> Given {
        let stars: Vec<_> = users.iter().zip(all.iter().map(|n| stars(*n))).collect();
        Given::of(&stars, &catalogue([(movie(1, "Brazil"), 0)]))
    }

    #[test]
    fn stars_are_counted_and_averaged() {
        let users: Vec<_> = (1..=4).map(|id| user(id, None)).collect();
        let given = given(&users, &[5, 4, 4, 1]);
        let counts: Vec<usize> = given.counts.iter().map(|(_, n)| *n).collect();
        assert_eq!(counts, [1, 0, 0, 2, 1]);
        assert_eq!((given.n, given.mean, given.longest()), (4, Some(3.5), 2));
        assert_eq!(given.groups, []);
    }

    #[test]
    fn half_stars_have_a_row_each() {
        let catalogue = Catalogue {
            scale: StarScale::Half,
            ..catalogue([(movie(1, "Brazil"), 0)])
        };
        let user = user(1, None);
        let half = Stars::from_halves(7).unwrap();
        let given = Given::of(&[(&user, half)], &catalogue);
        assert_eq!(given.counts.len(), 10);
        assert_eq!(given.counts[6], (half, 1));
    }

    #[test]
    fn a_group_needs_thirty_ratings() {
        let women = (0..30).map(|id| user(id, Some((20, Gender::Female))));
        let men = (30..59).map(|id| user(id, Some((56, Gender::Male))));
        let users: Vec<_> = women.chain(men).collect();
        let all: Vec<u8> = (0..59).map(|row| if row < 30 { 4 } else { 1 }).collect();
        let named: Vec<_> = (given(&users, &all).groups.iter())
            .map(|group| (group.name, group.n, group.mean))
            .collect();
        assert_eq!(named, [("Women", 30, 4.0), ("18 to 24", 30, 4.0)]);
    }

    #[test]
    fn every_age_is_in_one_group() {
        for age in [0, 1, 17, 18, 24, 25, 34, 35, 45, 49, 50, 56, 255] {
            let users: Vec<_> = (0..30)
                .map(|id| user(id, Some((age, Gender::Male))))
                .collect();
            let groups = given(&users, &[3; 30]).groups;
            assert_eq!(groups.len(), 2, "{age}: {groups:?}");
        }
    }

    #[test]
    fn what_nobody_rated_has_no_mean() {
        let given = given(&[], &[]);
        assert_eq!((given.mean, given.longest()), (None, 1));
        assert_eq!(given.whose(), "0 of the 0 people of this page");
    }

    fn check(n_ratings: usize, n_liked: usize, said: &str) {
        let audience = Audience {
            n_ratings,
            n_liked,
            given: None,
        };
        assert_eq!(audience.sentence(), said);
    }

    #[test]
    fn who_likes_it_is_said_in_a_sentence() {
        check(0, 0, "Nobody has rated it yet.");
        check(1, 0, "1 person rated it, below 4 stars.");
        check(1, 1, "1 person rated it, with 4 stars or more.");
        check(
            3,
            0,
            "3 people rated it, and none of them gave 4 stars or more.",
        );
        check(
            3,
            3,
            "3 people rated it, and all of them gave 4 stars or more.",
        );
        check(
            4,
            3,
            "4 people rated it, and 75 % of them gave 4 stars or more.",
        );
    }

    #[test]
    fn whose_stars_they_are_is_said() {
        let given = Given {
            n_people: 943,
            is_everybody: true,
            ..given(&[user(1, None)], &[4])
        };
        assert_eq!(given.whose(), "1 of 943 people, 4.0 ★ on average");
    }

    #[test]
    fn where_it_stands_is_said() {
        let third = Some(Standing {
            place: 3,
            n_movies: 1200,
        });
        assert_eq!(
            standing(Viewer::You, third),
            "No. 3 of the 1\u{202f}200 movies that you have not seen."
        );
        let said = standing(Viewer::User(UserId(5)), None);
        assert!(said.contains("their list"), "{said}");
    }

    #[test]
    fn a_movie_is_looked_up_by_its_number_or_looked_for() {
        let toys = Movie {
            year: Some(1995),
            ..movie(1, "Toy Story & Ö")
        };
        let of = |imdb, tmdb| {
            let movie = Movie {
                imdb,
                tmdb,
                ..toys.clone()
            };
            Elsewhere::of(&movie).address
        };
        let by_imdb = "https://www.imdb.com/title/tt0114709/";
        assert_eq!(of(Some(114_709), Some(862)), by_imdb);
        assert_eq!(of(None, Some(862)), "https://www.themoviedb.org/movie/862");
        assert_eq!(
            of(None, None),
            "https://www.imdb.com/find/?s=tt&q=Toy%20Story%20%26%20%C3%96%20%281995%29"
        );
    }
}
