//! How the list of somebody begins after each epoch, and what of it is new: how it changes while a model
//! learns.

use matinee_core::domain::MovieIdx;
use matinee_core::network_kind::NetworkKind;
use matinee_protocol::EpochList;

use super::watch::Watch;

/// A list after an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1.
    pub epoch: u32,
    /// What it is called: `Epoch 3`, `Student`.
    pub name: String,
    /// Best first.
    pub entries: Vec<Entry>,
}

/// A movie of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub movie: MovieIdx,
    /// Whether the list before began without it.
    pub is_new: bool,
}

/// The lists of a run so far, first to last.
#[must_use]
pub fn rows(watch: &Watch) -> Vec<Row> {
    let before = std::iter::once(None).chain(watch.lists.iter().map(Some));
    let pairs = watch.lists.iter().zip(before);
    let row = |(list, before): (&EpochList, Option<&EpochList>)| Row {
        epoch: list.epoch,
        name: match list.epoch > watch.n_epochs() {
            true => "Student".to_owned(),
            false => format!("Epoch {}", list.epoch),
        },
        entries: (list.movies.iter())
            .map(|movie| Entry {
                movie: *movie,
                is_new: before.is_some_and(|before| !before.movies.contains(movie)),
            })
            .collect(),
    };
    pairs.map(row).collect()
}

/// What the lists are, in a sentence; nothing where nobody's is watched, or before the first epoch.
#[must_use]
pub fn said(watch: &Watch, is_on_pages: bool) -> Option<String> {
    let whose = watch.whose.as_ref()?;
    watch.epochs.first()?;
    let network = watch.settings.preset.network();
    Some(match (watch.lists.is_empty(), is_on_pages) {
        (true, false) => {
            "These are other people and movies than the page\u{2019}s, so there is no list to watch."
                .to_owned()
        }
        (true, true) => format!(
            "This network knows only the people that it learns from, so it has no list for {whose}. Choose a \
             user ID in Tonight, or a recipe with two heads."
        ),
        (false, _) => {
            let n_changes = n_changes(watch);
            let how = match (network, n_changes) {
                (_, 0) if watch.lists.len() > 1 => " It has not changed since the first epoch.",
                (NetworkKind::Hybrid, _) => {
                    " The order is learned first, in one go; the epochs teach it the stars, which move it a little."
                }
                _ => "",
            };
            format!("The first five for {whose}, by the model of each epoch.{how}")
        }
    })
}

/// Counts the movies that came in after the first epoch.
fn n_changes(watch: &Watch) -> usize {
    let entries = rows(watch).into_iter().flat_map(|row| row.entries);
    entries.filter(|entry| entry.is_new).count()
}

#[cfg(test)]
mod tests {
    use matinee_protocol::{Epoch, Preset, Report, Settings};

    use super::*;

    fn watch(preset: Preset, lists: &[&[u32]]) -> Watch {
        let mut watch = Watch::new(Settings::of(preset));
        watch.whose = Some("user 500".to_owned());
        for (movies, epoch) in lists.iter().zip(1..) {
            let movies = movies.iter().copied().map(MovieIdx).collect();
            watch.hear(
                &Report::Epoch(Epoch {
                    epoch,
                    training: 1.0,
                    held_out: 1.0,
                    is_best: true,
                }),
                0.0,
            );
            watch.hear(&Report::List(EpochList { epoch, movies }), 0.0);
        }
        watch
    }

    #[test]
    fn what_a_list_before_began_without_is_new() {
        let rows = rows(&watch(Preset::Plain, &[&[1, 2], &[2, 3]]));
        let new = |row: &Row| row.entries.iter().map(|it| it.is_new).collect::<Vec<_>>();
        assert_eq!(new(&rows[0]), [false, false]);
        assert_eq!(new(&rows[1]), [false, true]);
        assert_eq!(rows[1].name, "Epoch 2");
    }

    #[test]
    fn the_student_has_a_list_too() {
        let lists: Vec<&[u32]> = vec![&[1]; 13];
        let rows = rows(&watch(Preset::Ensemble, &lists));
        assert_eq!(rows[12].name, "Student");
    }

    #[test]
    fn it_is_said_whose_lists_they_are_or_why_there_are_none() {
        let check = |watch: &Watch, is_on_pages, words: &str| {
            let said = said(watch, is_on_pages).expect("it is said");
            assert!(said.contains(words), "{said}");
        };
        check(&watch(Preset::Plain, &[&[1]]), true, "for user 500");
        check(&watch(Preset::Hybrid, &[&[1], &[2]]), true, "learned first");
        check(
            &watch(Preset::Plain, &[&[1], &[1]]),
            true,
            "has not changed",
        );
        let mut without = watch(Preset::Plain, &[&[1]]);
        without.lists.clear();
        check(&without, true, "no list for user 500");
        check(&without, false, "other people and movies");
        without.whose = None;
        assert_eq!(said(&without, true), None);
        assert_eq!(said(&Watch::new(Settings::of(Preset::Plain)), true), None);
    }
}
