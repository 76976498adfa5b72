//! The page, for the browser: the app and its model are one file, so they can never be out of step.

/// Written by `cargo xtask serve` and `build`, or by `matinee train --out`.
const MODEL: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/site/model.matinee"
));

fn main() {
    matinee::web::run(MODEL);
}
