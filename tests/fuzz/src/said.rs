//! What is said to the page: its address, and messages of the trainer.

use std::fmt::Debug;

use matinee_app::evidence::address::Choices;
use matinee_app::models::Models;
use matinee_app::state::{Known, ListState};
use matinee_app::train::address as train;
use matinee_app::viewer::Viewer;
use matinee_core::domain::UserId;
use matinee_engine::artifact::WeightsAsset;
use matinee_protocol::{Message, Report, Request};

/// A query string, of all views.
pub fn address(bytes: &[u8]) {
    let query = String::from_utf8_lossy(bytes);
    let genres = ["Action", "Children's", "Comedy", "Film-Noir", "Sci-Fi"].map(str::to_owned);
    let models = Models::new("hybrid", &[WeightsAsset::of("seed", b"weights")]);
    let known = Known {
        default_viewer: Viewer::User(UserId(500)),
        is_user: &|id| (1..=943).contains(&id.0),
        is_movie: &|id| (1..=1682).contains(&id.0),
        genres: &genres,
        models: &models,
    };
    let (state, notices) = ListState::parse(&query, &known);
    for notice in &notices {
        assert!(
            notice.to_string().chars().count() < 300,
            "what is quoted is cut"
        );
    }
    let written = state.write(&known);
    let again = ListState::parse(&written, &known);
    assert_eq!(again, (state, Vec::new()), "{written}");

    let (form, _) = train::read(&query);
    assert!(form.settings().is_ok(), "what is wrong is replaced");
    let written = train::write(&form);
    let (again, notices) = train::read(&written);
    assert_eq!((train::write(&again), &notices[..]), (written, &[][..]));
    assert_eq!(again.settings(), form.settings());
    assert_eq!(train::read(&train::part_of(&query)).0, form);

    let is_movie = |movie| (known.is_movie)(movie);
    let (choices, _) = Choices::read(&query, &is_movie);
    assert_eq!(
        Choices::read(&choices.write(), &is_movie),
        (choices, Vec::new())
    );
}

/// A message between page and trainer, either way.
pub fn messages(bytes: &[u8]) {
    check_message(bytes, Message::<Request>::read, |it| it.write());
    check_message(bytes, Message::<Report>::read, |it| it.write());
}

fn check_message<T, E: Debug>(
    bytes: &[u8],
    read: impl Fn(&[u8]) -> Result<T, E>,
    write: impl Fn(&T) -> Result<Vec<u8>, E>,
) {
    let Ok(message) = read(bytes) else {
        return;
    };
    let written = write(&message).expect("what was read can be written");
    let again = read(&written).expect("what was written can be read");
    // By their bytes: of a number that is none, no other is the same.
    assert_eq!(write(&again).expect("as before"), written);
    let longer = [&written[..], &[0]].concat();
    assert!(read(&longer).is_err(), "nothing may be left over");
}
