//! The page, for the browser: the app and its model are one file, so they can never be out of step.

/// Written by `matinee bundle`; `.cargo/config.toml` says which one where `cargo xtask` does not.
const MODEL: &[u8] = include_bytes!(env!("MATINEE_EMBEDDED"));

fn main() {
    matinee::run(MODEL);
}
