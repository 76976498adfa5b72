//! See `matinee_fuzz::model`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::model(bytes));
