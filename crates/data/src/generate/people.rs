//! Made-up users.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::dataset::{Gender, User};
use crate::formats::movielens_100k::write::{NotWritable, UserLine, write_user};
use matinee_core::domain::UserId;
use matinee_core::random::{Rng, seeded};

use super::config::{GeneratorConfig, Stream};
use super::names::{OCCUPATIONS, pick};

/// A made-up user with what only the file needs.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) user: User,
    zip_code: String,
}

pub(super) fn draw(config: &GeneratorConfig) -> Vec<Person> {
    let mut rng = seeded(config.seed, Stream::People as u64);
    (1..=config.n_users)
        .map(|id| person(UserId(id), &mut rng))
        .collect()
}

pub(super) fn write(people: &[Person]) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::with_capacity(people.len() * 24);
    for Person { user, zip_code } in people {
        let occupation = OCCUPATIONS[usize::from(user.occupation)];
        let User {
            id, age, gender, ..
        } = *user;
        write_user(
            &mut out,
            &UserLine {
                id,
                age,
                gender,
                occupation,
                zip_code,
            },
        )?;
    }
    Ok(out)
}

/// Ages, genders and occupations are distributed about as in MovieLens 100K.
fn person(id: UserId, rng: &mut Rng) -> Person {
    let deviation: f32 = StandardNormal.sample(rng);
    let age = (34.0 + 12.0 * deviation).clamp(7.0, 80.0).round();
    let gender = if rng.random_ratio(29, 100) {
        Gender::Female
    } else {
        Gender::Male
    };
    // Two fifths are students, others, educators or engineers, as nearly half are there.
    let occupation = if rng.random_ratio(2, 5) {
        *pick(&[18, 13, 3, 4], rng)
    } else {
        rng.random_range(0..21)
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let user = User {
        id,
        age: age as u8,
        gender,
        occupation,
    };
    Person {
        user,
        zip_code: zip_code(rng),
    }
}

/// Five digits; one in a hundred is Canadian, as in the official file.
fn zip_code(rng: &mut Rng) -> String {
    if rng.random_ratio(1, 100) {
        let mut letter = || char::from(rng.random_range(b'A'..=b'Z'));
        let (first, second) = (letter(), letter());
        format!(
            "{first}{}{second}{}",
            rng.random_range(0..10_u32),
            rng.random_range(0..10_u32)
        )
    } else {
        format!("{:05}", rng.random_range(0..100_000_u32))
    }
}
