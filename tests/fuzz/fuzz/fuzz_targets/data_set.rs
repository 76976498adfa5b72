//! See `matinee_fuzz::data_set`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| matinee_fuzz::data_set(bytes));
