//! Ids of elements that other parts hand the focus to.

/// The heading of the view.
pub(super) const HEADING: &str = "heading";
/// The heading of the list: the focus goes there when what is below it changes.
pub(super) const TITLE: &str = "programme-title";
/// The heading of what the visitor rated.
pub(super) const GIVEN: &str = "given-title";
/// The button that takes the last edit back.
pub(super) const UNDO: &str = "undo";
/// The field in which the visitor finds a movie.
pub(super) const FIND: &str = "find";
/// The field that takes a file of ratings.
pub(super) const FILE: &str = "bring";
