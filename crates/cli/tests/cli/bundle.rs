//! `matinee bundle` puts together what the page carries, and refuses what does not fit.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use matinee_core::domain::UserIdx;
use matinee_core::ready::{at_once, no_pause};
use matinee_engine::artifact::{self, Manifest, WeightsAsset};
use matinee_engine::engine::{Engine, Profile, Steering};
use predicates::prelude::*;
use tempfile::TempDir;

use crate::fixture::{fixture, matinee};

/// A hybrid on the rows of the fixture's model.
fn hybrid() -> &'static Path {
    static HYBRID: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = HYBRID.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("hybrid.matinee");
        matinee()
            .args(["train", "--network=hybrid", "--preset=simple"])
            .args(["--clean=none", "--backend=flex", "--data"])
            .arg(fixture().data())
            .arg("--out")
            .arg(&path)
            .assert()
            .success();
        (folder, path)
    });
    path
}

/// Bundles the hybrid with `companion` into `out`.
fn bundle(companion: &Path, out: &Path) -> assert_cmd::assert::Assert {
    matinee()
        .args(["bundle", "--model"])
        .arg(hybrid())
        .arg("--companion")
        .arg(companion)
        .arg("--out")
        .arg(out)
        .assert()
}

fn manifest(model: &Path) -> Manifest {
    artifact::read(&fs::read(model).unwrap()).unwrap().manifest
}

#[test]
fn the_model_names_its_companion_which_serves_as_the_whole_model_does() {
    let folder = TempDir::new().unwrap();
    bundle(&fixture().model(), folder.path()).success();
    let host = Engine::open(&fs::read(folder.path().join("model.matinee")).unwrap()).unwrap();
    let [companion] = &host.manifest().companions[..] else {
        panic!("one companion was given");
    };
    assert_eq!(companion.network, "seed");
    let bytes = fs::read(folder.path().join(&companion.file)).unwrap();
    assert_eq!(companion.check(&bytes), Ok(()));
    let joined = host.with_companion(&bytes).unwrap();
    let whole = Engine::open(&fs::read(fixture().model()).unwrap()).unwrap();
    let user = UserIdx(7);
    assert_eq!(joined.recommend(user, 10), whole.recommend(user, 10));
    // Movies, people and ratings travel once.
    let whole = fs::metadata(fixture().model()).unwrap().len();
    assert!(
        companion.n_bytes < whole,
        "{} of {whole}",
        companion.n_bytes
    );
}

#[test]
fn a_companion_of_another_data_set_is_refused_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("site");
    bundle(&fixture().fold_model(), &out)
        .failure()
        .stderr(predicate::str::contains("other tables"));
    assert!(!out.exists());
}

#[test]
fn a_companion_of_the_models_own_network_is_refused() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("site");
    bundle(hybrid(), &out)
        .failure()
        .stderr(predicate::str::contains("twice"));
    assert!(!out.exists());
}

#[test]
fn a_bundle_without_ratings_serves_both_networks() {
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["bundle", "--no-ratings", "--model"])
        .arg(hybrid())
        .arg("--companion")
        .arg(fixture().model())
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    let path = folder.path().join("model.matinee");
    let host = Engine::open(&fs::read(&path).unwrap()).unwrap();
    assert!(!host.has_ratings());
    assert_eq!(host.lists_sha256(), host.manifest().lists_sha256);
    let companion = &host.manifest().companions[0];
    let bytes = fs::read(folder.path().join(&companion.file)).unwrap();
    let joined = host.with_companion(&bytes).unwrap();
    assert_eq!(joined.lists_sha256(), joined.manifest().lists_sha256);
    // Whoever asks what it was trained on is told why nobody can say.
    matinee()
        .args(["evaluate", "--model"])
        .arg(&path)
        .arg("--data")
        .arg(fixture().data())
        .assert()
        .failure()
        .stderr(predicate::str::contains("stripped of its ratings"));
}

#[test]
fn what_an_earlier_bundle_left_is_removed_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let assets = folder.path().join("assets");
    fs::create_dir(&assets).unwrap();
    // Named as this command names its files, by their contents.
    let earlier = WeightsAsset::of("seed", b"earlier").file;
    fs::write(folder.path().join(&earlier), "earlier").unwrap();
    let mine = ["mine.matinee", "note.txt", "seed-0123456789abcdef.matinee"];
    for name in mine {
        fs::write(assets.join(name), "mine").unwrap();
    }
    bundle(&fixture().model(), folder.path()).success();
    let mut names: Vec<_> = fs::read_dir(&assets)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let companion = manifest(&folder.path().join("model.matinee"))
        .companions
        .remove(0);
    let first = fs::read(folder.path().join("first.matinee")).unwrap();
    let first = at_once(Engine::open_first(&first, &no_pause)).unwrap();
    let people = first.first_person().unwrap().rest.clone();
    let mut expected = mine.map(str::to_owned).to_vec();
    for file in [companion.file, people] {
        expected.push(file.strip_prefix("assets/").unwrap().to_owned());
    }
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn the_model_comes_in_two_parts_that_are_the_model_again() {
    let folder = TempDir::new().unwrap();
    bundle(&fixture().model(), folder.path()).success();
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let first = read("first.matinee");
    let engine = at_once(Engine::open_first(&first, &no_pause)).unwrap();
    let rest = read(&engine.first_person().unwrap().rest);
    assert_eq!(
        artifact::read_parts(&first, &rest),
        artifact::read(&read("model.matinee"))
    );
}

#[test]
fn a_model_among_the_assets_is_read_and_kept() {
    let folder = TempDir::new().unwrap();
    let assets = folder.path().join("assets");
    fs::create_dir(&assets).unwrap();
    let [model, companion] = ["hybrid.matinee", "seed.matinee"].map(|name| assets.join(name));
    fs::copy(hybrid(), &model).unwrap();
    fs::copy(fixture().model(), &companion).unwrap();
    matinee()
        .args(["bundle", "--model"])
        .arg(&model)
        .arg("--companion")
        .arg(&companion)
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    assert!(fs::read(&model).unwrap() == fs::read(hybrid()).unwrap());
    assert!(fs::read(&companion).unwrap() == fs::read(fixture().model()).unwrap());
}

#[test]
fn a_model_is_not_replaced_by_the_bundle_that_is_made_of_it() {
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("model.matinee");
    fs::copy(hybrid(), &model).unwrap();
    matinee()
        .args(["bundle", "--no-ratings", "--model"])
        .arg(&model)
        .arg("--out")
        .arg(folder.path())
        .assert()
        .code(1)
        .stderr(predicate::str::contains("give another --out"));
    assert!(fs::read(&model).unwrap() == fs::read(hybrid()).unwrap());
}

#[test]
fn a_model_without_companions_is_a_bundle_too() {
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["bundle", "--model"])
        .arg(fixture().model())
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    assert!(
        manifest(&folder.path().join("model.matinee"))
            .companions
            .is_empty()
    );
    // The site's build copies it, so it has to be there.
    assert!(folder.path().join("assets").is_dir());
}

/// The raw ids of everybody's list.
fn lists(engine: &Engine) -> Vec<Vec<u32>> {
    let movies = &engine.catalogue().movies;
    let users = (0..engine.users().len() as u32).map(UserIdx);
    let list = |user| {
        let list = engine.recommend(user, 10).into_iter();
        list.map(|entry| movies[entry.movie.row()].id.0).collect()
    };
    users.map(list).collect()
}

#[test]
fn a_page_can_begin_with_some_of_the_movies() {
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["bundle", "--first-movies=20", "--first=7", "--model"])
        .arg(hybrid())
        .arg("--companion")
        .arg(fixture().model())
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let (whole, first) = (read("model.matinee"), read("first.matinee"));
    let host = Engine::open(&whole).unwrap();
    let before = Engine::open(&fs::read(hybrid()).unwrap()).unwrap();
    assert_eq!(lists(&host), lists(&before));
    assert_eq!(host.lists_sha256(), host.manifest().lists_sha256);
    let seed = host
        .with_companion(&read(&host.manifest().companions[0].file))
        .unwrap();
    let seed_before = Engine::open(&fs::read(fixture().model()).unwrap()).unwrap();
    assert_eq!(lists(&seed), lists(&seed_before));

    let engine = at_once(Engine::open_first(&first, &no_pause)).unwrap();
    let user = engine.first_person().unwrap().user;
    assert_eq!(engine.users()[user.row()].id.0, 7);
    let n_first = engine.catalogue().movies.len();
    assert!((20..host.catalogue().movies.len()).contains(&n_first));
    assert_eq!(engine.recommend(user, 50), host.recommend(user, 50));
    // What a match is measured on, of the one and of nobody.
    let ranges = |it: &Engine| {
        let people = [it.person(user), it.fold_in(&Profile::default()).unwrap()];
        people.map(|person| it.score_range(&person, Steering::default()))
    };
    assert_eq!(ranges(&engine), ranges(&host));
    let rest = read(&engine.first_person().unwrap().rest);
    assert_eq!(artifact::read_parts(&first, &rest), artifact::read(&whole));
    at_once(engine.complete(&first, &rest, &no_pause)).unwrap();
    assert_eq!(lists(&engine), lists(&before));
}

#[test]
fn a_page_of_a_network_that_wants_all_movies_begins_with_all() {
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["bundle", "--first-movies=20", "--model"])
        .arg(fixture().model())
        .arg("--out")
        .arg(folder.path())
        .assert()
        .success();
    let first = fs::read(folder.path().join("first.matinee")).unwrap();
    let engine = at_once(Engine::open_first(&first, &no_pause)).unwrap();
    assert_eq!(engine.catalogue().movies.len(), engine.n_movies());
}
