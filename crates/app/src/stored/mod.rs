//! All that outlives a visit: what this browser stores, in forms of its own.
//!
//! Each form has a version, says what to do with one that it cannot read, and has the bytes of every
//! version so far in its tests. Nothing here knows a browser; the `browser` of the page reads and writes.
//!
//! | what | where | form |
//! |---|---|---|
//! | stars and marks | local storage | [`session`], by [`session_store::SessionStore`] |
//! | runs and opened models | IndexedDB, one a row | [`runs`], written in the order of [`writes`] |
//! | models | IndexedDB, beside their run | model files, which `artifact` checks |

pub mod runs;
pub mod session;
pub mod session_store;
pub mod writes;
