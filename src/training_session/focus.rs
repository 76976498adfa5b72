//! What the focus moves to in the Train view.

use matinee_app::train::event::Focus;
use matinee_protocol::Field;

// Ids of headings, and of the line that says what is trained on.
pub(crate) const FORM: &str = "form-title";
pub(crate) const DATA: &str = "data-title";
pub(crate) const RUN: &str = "run-title";
pub(crate) const OUTCOME: &str = "outcome-title";
pub(crate) const RECORDS: &str = "runs-title";

// Ids of buttons: the one that fetches the trainer, and those that hold and end a run.
pub(crate) const FETCH: &str = "fetch-trainer";
pub(crate) const HOLD: &str = "hold-run";
pub(crate) const STOP: &str = "stop-run";

/// Id of a field of the form.
pub(crate) fn id_of(field: Field) -> String {
    format!("field-{}", field as usize)
}

/// Ids of what takes the focus: the first of them that is there.
pub(super) fn ids(focus: Focus) -> Vec<String> {
    let ids: &[&str] = match focus {
        Focus::Field(field) => return vec![id_of(field)],
        Focus::Form => &[FORM],
        Focus::Data => &[DATA, FORM],
        Focus::FetchButton => &[FETCH],
        Focus::HoldButton => &[HOLD],
        Focus::StopButton => &[STOP],
        Focus::Records => &[RECORDS],
    };
    ids.iter().map(|id| (*id).to_owned()).collect()
}
