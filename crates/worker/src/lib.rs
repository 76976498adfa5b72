//! Training as a page has it ([`trainer`]), and the worker of a browser that hosts it (`worker`).

#[cfg(feature = "browser")]
mod helper;
pub mod trainer;
#[cfg(feature = "browser")]
pub mod worker;
