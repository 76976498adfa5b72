//! See `matinee_fuzz::weights`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::weights(bytes));
