//! See `matinee_fuzz::runs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::runs(bytes));
