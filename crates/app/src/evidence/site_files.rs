//! Where the site has each file of results: a `meta` element of the page says it, which whoever builds the
//! site writes.

use super::results::ResultsFile;

/// Name of the `meta` element. Its content is `name=address` for each file, with spaces between.
pub const META: &str = "matinee-evidence";

/// Finds the address of a file, relative to the page; nothing where the site does not have it.
#[must_use]
pub fn address_of(content: &str, file: ResultsFile) -> Option<&str> {
    let mut named = content
        .split_whitespace()
        .filter_map(|it| it.split_once('='));
    named
        .find(|(name, _)| *name == file.name())
        .map(|(_, address)| address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_whole_name() {
        let content = "cold-start-people=assets/a.json cold-start=assets/b.json";
        assert_eq!(
            address_of(content, ResultsFile::ColdStart),
            Some("assets/b.json")
        );
        assert_eq!(address_of(content, ResultsFile::Map), None);
        assert_eq!(address_of("", ResultsFile::Map), None);
    }
}
