//! A short soak of each kind; `cargo xtask soak` has the long ones.

use matinee_e2e::{Plan, prepare, soak, soak_with_faults};

/// Enough for most acts to be met.
const SHORT: Plan = Plan {
    n_acts: 150,
    seed: 1,
};

#[test]
fn whatever_a_visitor_does_in_one_document_nothing_goes_wrong() {
    prepare(async |page| soak(&page, SHORT).await.map(drop));
}

#[test]
fn with_late_files_full_storage_dying_workers_and_two_tabs_nothing_is_lost() {
    prepare(async |page| soak_with_faults(page, SHORT).await.map(drop));
}
