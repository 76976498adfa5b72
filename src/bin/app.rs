//! The page, for the browser: what the built page starts once it has the program and the model.

use matinee as _;

fn main() {}
