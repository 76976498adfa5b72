//! Where the site has each file of results: a `meta` element of the page says it, which whoever builds the
//! site writes.

use super::results::ResultsFile;

/// Name of the `meta` element. Its content are the addresses of the files, with spaces between:
/// `/matinee/map-0123456789abcdef.json`.
pub const META: &str = "matinee-results";

/// Finds the address of a file; nothing where the site does not have it.
#[must_use]
pub fn address_of(content: &str, file: ResultsFile) -> Option<&str> {
    let is_file = |address: &&str| {
        let name = address.rsplit('/').next().unwrap_or(address);
        let stem = name
            .strip_suffix(".json")
            .and_then(|it| it.rsplit_once('-'));
        stem.is_some_and(|(name, _hash)| name == file.name())
    };
    content.split_whitespace().find(is_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_whole_name() {
        let content = "/here/cold-start-people-01ab.json cold-start-23cd.json";
        assert_eq!(
            address_of(content, ResultsFile::ColdStart),
            Some("cold-start-23cd.json")
        );
        assert_eq!(
            address_of(content, ResultsFile::ColdStartPeople),
            Some("/here/cold-start-people-01ab.json")
        );
        assert_eq!(address_of(content, ResultsFile::Map), None);
        assert_eq!(address_of("", ResultsFile::Map), None);
    }
}
