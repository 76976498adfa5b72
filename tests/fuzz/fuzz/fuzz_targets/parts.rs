//! See `matinee_fuzz::parts`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::parts(bytes));
