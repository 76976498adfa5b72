//! What the page asks of the trainer, and what the trainer says: the only contract between them.
//!
//! The page shows and sends [`Settings`]; it knows neither recipes nor networks, so nothing of Burn
//! gets into it.

mod messages;
mod settings;

pub use matinee_core::network_kind::NetworkKind;
pub use messages::{
    Baselines, Checkpoint, Epoch, EpochList, Garbled, LeftOut, ListFor, Merged, Message, Opened,
    Outcome, Plan, Quality, Report, Request, Stage, Start,
};
pub use settings::{Backend, Field, OutOfRange, Preset, Settings};
