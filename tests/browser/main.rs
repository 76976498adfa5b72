//! The engine inside a real browser: `cargo xtask test` runs this in headless Chromium.
#![cfg(target_arch = "wasm32")]

mod embedded_model;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What the page embeds.
static MODEL: &[u8] = include_bytes!(env!("MATINEE_EMBEDDED"));
