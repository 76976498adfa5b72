//! What the Evidence view shows: numbers that were measured before the page was published.

pub mod results;

#[cfg(test)]
mod examples;
