//! The page's model, opened where the page opens it.

use matinee_engine::engine::Engine;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::MODEL;

#[wasm_bindgen_test]
fn it_predicts_what_it_predicted_where_it_was_made() {
    // Opening compares the golden predictions.
    let engine = Engine::open(MODEL).expect("the embedded model passes its checks");
    assert!(!engine.manifest().golden.is_empty());
}

#[wasm_bindgen_test]
fn every_users_list_is_the_one_of_the_native_program() {
    let engine = Engine::open(MODEL).expect("the embedded model passes its checks");
    assert_eq!(engine.lists_sha256(), engine.manifest().lists_sha256);
}

#[wasm_bindgen_test]
fn a_damaged_model_is_refused() {
    let mut damaged = MODEL.to_vec();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert!(Engine::open(&damaged).is_err());
}
