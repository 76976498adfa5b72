//! A tiny file of each kind of results, for tests.

use super::results::{self, ModelKey, Results, ResultsFile};

/// The model that the examples are about.
pub(crate) fn model() -> ModelKey {
    ModelKey {
        network: "hybrid".into(),
        preset: "shipped".into(),
        training_rows_sha256: "ab".repeat(32),
    }
}

/// The example of a file.
pub(crate) const fn json(file: ResultsFile) -> &'static str {
    match file {
        ResultsFile::Cleaning => include_str!("examples/cleaning.json"),
        ResultsFile::Systems => include_str!("examples/systems.json"),
        ResultsFile::Play => include_str!("examples/play.json"),
        ResultsFile::ColdStart => include_str!("examples/cold-start.json"),
        ResultsFile::ColdStartPeople => include_str!("examples/cold-start-people.json"),
        ResultsFile::Sparsity => include_str!("examples/sparsity.json"),
        ResultsFile::Exposure => include_str!("examples/exposure.json"),
        ResultsFile::Map => include_str!("examples/map.json"),
        ResultsFile::Groups => include_str!("examples/groups.json"),
        ResultsFile::Stories => include_str!("examples/stories.json"),
        ResultsFile::ModelCard => include_str!("examples/model-card.json"),
    }
}

/// The example of a type.
pub(crate) fn read<T: Results>() -> T {
    results::read(json(T::FILE).as_bytes(), &model(), &|_| Vec::new()).unwrap()
}
