//! The soak: thousands of acts of a visitor, drawn from a table by a seed, after each of which the page must be whole
//! and agree with what the visitor remembers. In one document, whose memory must not grow; and in two tabs while files
//! are late, storage refuses and workers die.

mod acts;
mod faults;
mod look;
mod memory;
mod movies;
mod oracle;
mod plain;
mod visitor;

use anyhow::Result;

use crate::page::RecommendPage;

pub use faults::soak_with_faults;
pub use memory::Memory;
pub use plain::{Growth, Soaked, soak};

/// How much is done, and by which dice.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Acts in all.
    pub n_acts: usize,
    /// The same does the same again.
    pub seed: u64,
}

/// The soak's side of the page.
const SOAK: &str = include_str!("soak.js");

/// Has every page that is opened in the current tab from now on be ready for a soak, and for [`Memory::of`].
///
/// # Errors
/// When the browser does not take the script.
pub async fn prepare_soak(page: &RecommendPage) -> Result<()> {
    page.before_every_page(SOAK).await
}
