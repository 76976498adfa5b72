//! Model files: whole ones, those in two parts, and weights that join another model.
//!
//! Bytes that begin as a model file are one, as they are and with its hashes made right. Others are
//! changes of a sound file (`sealed::edit`), the first byte saying of which.

use std::collections::BTreeSet;

use matinee_core::domain::UserIdx;
use matinee_core::ready::{at_once, no_pause};
use matinee_engine::artifact::{self, Artifact};
use matinee_engine::{Engine, Person, Profile, Request, Steering};

use crate::fixtures::{FIRST, FIXTURES, fit_golden, some_ratings};
use crate::sealed::{self, MAGIC, edit, rehash_tables, seal, sections};

/// A whole model.
pub fn model(bytes: &[u8]) {
    let file = file_of(bytes, &FIXTURES.models);
    let Ok(mut read) = artifact::read(&file) else {
        assert!(Engine::open(&file).is_err());
        return;
    };
    // There is more than one way to write the same tables.
    let tables = artifact::tables_sha256(&read.catalogue, &read.people);
    read.manifest.tables_sha256 = tables.expect("what was read can be written");
    let written = artifact::write(&read).expect("what was read can be written");
    let again = artifact::read(&written).expect("what was written can be read");
    assert_same(&read, &again);
    if let Some((_, engine)) = fit_golden(read) {
        check_lists(&engine);
    }
}

/// A model in two parts: the first byte says which of the two is changed.
pub fn parts(bytes: &[u8]) {
    let fixtures = &*FIXTURES;
    let (which, edits) = bytes.split_first().unwrap_or((&0, &[]));
    let (first, rest) = (&fixtures.parts.first, &fixtures.parts.rest);
    let mut files = [sections(rest), sections(first)];
    edit(&mut files[usize::from(which & 1)], edits);
    if which & 2 == 0 {
        rehash_tables(&mut files, &fixtures.tables);
    }
    let [rest, first] = files.map(|sections| seal(first, &sections));
    let _ = artifact::read_parts(&first, &rest);
    let pause = no_pause;
    let Ok(engine) = at_once(Engine::open_first(&first, &pause)) else {
        return;
    };
    let first_person = engine.first_person().map_or(FIRST, |it| it.user);
    // In a model without people it is somebody who says nothing.
    if engine.users().len() > first_person.row() {
        check_list(&engine, &engine.person(first_person));
    }
    let n_movies = engine.catalogue().movies.len();
    match at_once(engine.complete(&first, &rest, &pause)) {
        Ok(()) => {
            assert!(engine.is_whole());
            check_lists(&engine);
        }
        Err(_) => {
            assert!(!engine.is_whole(), "what is refused changes nothing");
            assert_eq!(engine.catalogue().movies.len(), n_movies);
        }
    }
}

/// Weights of any network over the tables of the first model.
pub fn weights(bytes: &[u8]) {
    let host = &FIXTURES.artifacts[0];
    let file = file_of(bytes, &FIXTURES.weights);
    let read =
        |file: &[u8]| artifact::read_weights(file, &host.manifest, &host.catalogue, &host.people);
    let Ok((manifest, weights)) = read(&file) else {
        return;
    };
    let artifact = Artifact {
        manifest,
        weights,
        ..host.clone()
    };
    let written = artifact::write_weights(&artifact).expect("what was read can be written");
    let (manifest, weights) = read(&written).expect("what was written can be read");
    let again = Artifact {
        manifest,
        weights,
        ..host.clone()
    };
    assert_same(&artifact, &again);
    if let Some((fitted, _)) = fit_golden(artifact) {
        let engine = Engine::new(host.clone()).expect("it is sound");
        let written = artifact::write_weights(&fitted).expect("it is sound");
        let companion = engine
            .with_companion(&written)
            .expect("its self-test is its own");
        check_lists(&companion);
    }
}

/// The file that bytes stand for.
fn file_of(bytes: &[u8], fixtures: &[Vec<u8>]) -> Vec<u8> {
    let start = &fixtures[0];
    let mut sections = if bytes.starts_with(&start[..MAGIC]) {
        let _ = Engine::open(bytes);
        sections(bytes)
    } else {
        let (which, edits) = bytes.split_first().unwrap_or((&0, &[]));
        let mut sections = sections(&fixtures[usize::from(*which) % fixtures.len()]);
        edit(&mut sections, edits);
        sections
    };
    let is_model = sections.iter().any(|section| section.0 == *b"CATA");
    if is_model {
        rehash_tables(std::slice::from_mut(&mut sections), &FIXTURES.tables);
    }
    sealed::seal(start, &sections)
}

/// By what they are written as: of a number that is none, no other is the same.
fn assert_same(read: &Artifact, again: &Artifact) {
    let written =
        [read, again].map(|it| artifact::write(it).or_else(|_| artifact::write_weights(it)));
    assert_eq!(
        written[0], written[1],
        "what is written is read as the same"
    );
}

/// Some people of a model, and somebody new.
fn check_lists(engine: &Engine) {
    let known = (0..engine.users().len().min(3) as u32).map(UserIdx);
    for user in known {
        check_list(engine, &engine.person(user));
    }
    let n_movies = engine.catalogue().movies.len();
    for ratings in [Vec::new(), some_ratings(n_movies)] {
        let profile = Profile {
            ratings,
            ..Profile::default()
        };
        if let Ok(person) = engine.fold_in(&profile) {
            check_list(engine, &person);
        }
    }
}

fn check_list(engine: &Engine, person: &Person) {
    const K: usize = 10;
    let all = Steering {
        blend: 0.5,
        discount: 0.5,
        variety: 0.5,
        calibration: 0.5,
    };
    let n_movies = engine.catalogue().movies.len();
    for steering in [Steering::default(), all] {
        let mut request = Request::plain(K);
        request.steering = steering;
        let list = engine.recommend_for(person, &request);
        let movies: BTreeSet<_> = list.iter().map(|entry| entry.movie).collect();
        assert_eq!(movies.len(), list.len(), "a list has no movie twice");
        let seen = person.seen();
        assert!(seen.iter().all(|movie| !movies.contains(movie)));
        assert_eq!(list.len(), K.min(n_movies - seen.len()), "a list is full");
        for entry in &list {
            assert!(entry.ranking_score.is_finite());
            assert!(entry.likely.low <= entry.stars && entry.stars <= entry.likely.high);
        }
        if let Some(entry) = list.first() {
            let _ = engine.explain(person, entry.movie);
        }
    }
}
