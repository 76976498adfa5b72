//! See `matinee_fuzz::rating_files`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::rating_files(bytes));
