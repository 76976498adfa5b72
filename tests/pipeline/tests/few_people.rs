//! A model that carries some of its people, or none: whoever stays has their list, and somebody new has
//! theirs.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::ready::{at_once, no_pause};
use matinee_engine::artifact::{self, Artifact, Precisions};
use matinee_engine::engine::{Details, Engine, Profile, Request};
use matinee_testing::heads::heads;
use matinee_train::packing;

fn hybrid() -> Artifact {
    let data = matinee_testing::data();
    let heads = heads(&data.tables, 1);
    matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::COMPACT)
}

/// The model with these people alone, written and read again.
fn engine(kept: &[UserIdx], strip: bool) -> Engine {
    Engine::open(&file(kept, strip)).expect("it passes its own test")
}

/// Its file.
fn file(kept: &[UserIdx], strip: bool) -> Vec<u8> {
    let model = packing::seal(packing::with_people(hybrid(), kept)).expect("small");
    let model = match strip {
        true => packing::without_ratings(model).expect("small"),
        false => model,
    };
    artifact::write(&model).expect("it can be read")
}

#[test]
fn whoever_stays_has_the_same_list() {
    let whole = Engine::new(hybrid()).unwrap();
    let kept = [UserIdx(2), UserIdx(7)];
    let few = engine(&kept, false);
    assert_eq!(few.n_users(), whole.users().len());
    for (row, user) in (0..).map(UserIdx).zip(kept) {
        assert_eq!(few.users()[row.row()], whole.users()[user.row()]);
        assert_eq!(few.history(row), whole.history(user));
        assert_eq!(few.recommend(row, 10), whole.recommend(user, 10));
    }
    assert!(few.has_ratings() && !few.has_all_ratings() && whole.has_all_ratings());
}

#[test]
fn somebody_new_has_the_same_list_whoever_is_there() {
    let whole = Engine::new(hybrid()).unwrap();
    let profiles = [
        Profile::default(),
        Profile {
            ratings: vec![
                (MovieIdx(3), Stars::WHOLE[4]),
                (MovieIdx(8), Stars::WHOLE[0]),
            ],
            details: Details {
                age: Some(50),
                ..Details::default()
            },
        },
    ];
    for (kept, strip) in [(&[UserIdx(1)][..], false), (&[], false), (&[], true)] {
        let few = engine(kept, strip);
        for profile in &profiles {
            let ten = Request::plain(10);
            let [new, old] = [&few, &whole].map(|engine| engine.fold_in(profile).unwrap());
            assert_eq!(
                few.recommend_for(&new, &ten),
                whole.recommend_for(&old, &ten)
            );
        }
    }
}

#[test]
fn a_model_of_any_people_comes_in_two_parts() {
    for (kept, strip) in [
        (&[UserIdx(1), UserIdx(4)][..], false),
        (&[UserIdx(1), UserIdx(4)], true),
        (&[], false),
        (&[], true),
    ] {
        let file = file(kept, strip);
        let whole = Engine::open(&file).unwrap();
        let last = UserIdx(kept.len().saturating_sub(1) as u32);
        let parts = whole.parts(&file, last).unwrap();
        let pause = no_pause;
        let engine = at_once(Engine::open_first(&parts.first, &pause)).unwrap();
        let lists = |it: &Engine| {
            let known = (!kept.is_empty()).then(|| it.recommend(last, 10));
            let nobody = it.fold_in(&Profile::default()).unwrap();
            (known, it.recommend_for(&nobody, &Request::plain(10)))
        };
        assert_eq!(lists(&engine), lists(&whole));
        at_once(engine.complete(&parts.first, &parts.rest, &pause)).unwrap();
        assert_eq!(engine.lists_sha256(), whole.lists_sha256());
        let both = artifact::read_parts(&parts.first, &parts.rest);
        assert_eq!(both, artifact::read(&file));
    }
}

#[test]
fn a_model_without_people_is_tested_on_somebody_new() {
    let mut model = packing::seal(packing::with_people(hybrid(), &[])).expect("small");
    assert!(model.manifest.golden.iter().all(|golden| golden.user == 0));
    assert!(Engine::new(model.clone()).is_ok());
    model.manifest.golden[5].raw_stars += 0.01;
    assert!(Engine::new(model).is_err());
}
