//! Nothing at all, in the place of crates that Matinee never compiles.
//!
//! A feature of Burn may name a feature of an optional crate only where that crate is there
//! (`std = ["burn-cuda?/std", …]`). Cargo does not compile such a crate for that, but it resolves,
//! locks and downloads it with all that it depends on: some 350 crates, from GPU drivers to video
//! codecs. `[patch.crates-io]` in the project's Cargo.toml puts these empty packages in their place;
//! each has the features that are named, and nothing else. A feature that needs the real one does
//! not compile, and a new version of Burn that names another crate makes Cargo.lock grow by hundreds:
//! `tests/architecture/` watches it.
