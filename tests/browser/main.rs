//! The engine inside a real browser: `cargo xtask test` runs this in headless Chromium.
#![cfg(target_arch = "wasm32")]

mod embedded_model;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The page's model, whole.
static MODEL: &[u8] = include_bytes!(env!("MATINEE_EMBEDDED"));
