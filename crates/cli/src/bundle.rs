//! `matinee bundle`: what the page carries, from models that were trained on the same tables.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use matinee_engine::artifact::{self, Artifact, ArtifactError, WeightsAsset};
use matinee_engine::engine::{Engine, Profile, Request};
use matinee_engine::{MovieIdx, UserId, UserIdx};
use matinee_train::packing;

use super::files;
use super::train::carrying;

/// Movies that a page begins with, at least: what the first lists do not need, for whoever looks for a movie at once.
/// A list that is steered waits for the others.
const FIRST_MOVIES: usize = 500;

/// The longest list that a page shows before somebody asks for more.
const LIST: usize = 50;

/// Whose list the original project's report has first.
const FIRST_USER: u32 = 500;

/// Put together what the page carries: a model in two parts, other networks beside it.
///
/// Writes DIR/model.matinee, which is the model with a note of its companions, and the same in two
/// parts: DIR/first.matinee, which the page starts with, with what one person has seen, and
/// DIR/assets/people-HASH.matinee with what everybody has seen, which the page fetches once its first
/// list is there. Of a model of many movies, the first part has some thousand: those that the first lists
/// are of, what that person has seen, and what most people have rated. For each companion, writes
/// DIR/assets/NETWORK-HASH.matinee, which has its weights alone: movies, people and ratings are in the model. All must have been trained on the same data,
/// cleaned in the same way; else nothing is written. Files that an earlier run has written to
/// DIR/assets are removed, and no others.
///
/// With --no-ratings nobody's stars are in any of these files, for a site whose owner may not
/// publish them: the model has the movies that people have seen, and what it made of their stars.
/// Lists stay what they were but for rounding; reasons do not name rated movies, and the page asks
/// the visitor for a data set before it trains.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee bundle --model hybrid.matinee --companion seed.matinee --out data/site
  matinee bundle --model hybrid.matinee --no-ratings --out data/site
  matinee bundle --model seed.matinee --out data/site")]
pub(super) struct Options {
    /// Model that the page starts with.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Model of another network, which the page loads when it is chosen; may be given again.
    #[arg(long, value_name = "FILE")]
    companion: Vec<PathBuf>,
    /// Whose list the page begins with, and whose history its first part has [default: user 500, as
    /// in the original project's report; the first of the table in a data set without such a user].
    #[arg(long, value_name = "USER")]
    first: Option<u32>,
    /// Begin with so many of the movies, where the network allows it.
    #[arg(long, value_name = "N", default_value_t = FIRST_MOVIES)]
    first_movies: usize,
    /// Leave everybody's stars out.
    #[arg(long)]
    no_ratings: bool,
    /// Keep so many people, those whose tastes tell most [default: everybody].
    #[arg(long, value_name = "N")]
    people: Option<usize>,
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let path = options.out.join("model.matinee");
    check_kept(
        &path,
        std::iter::once(&options.model).chain(&options.companion),
    )?;
    let mut model = carried(&options.model, options)?;
    model.manifest.companions.clear();
    let cannot = || format!("cannot use the model {}", options.model.display());
    let mut host = Engine::new(model.clone()).with_context(cannot)?;
    let user = first_person(&host, options.first)?;
    let first = first_movies(&host, user, options.first_movies);
    if let Some(first) = &first {
        model = beginning_with(model, first).with_context(cannot)?;
        host = Engine::new(model.clone()).with_context(cannot)?;
    }
    let mut assets = Vec::new();
    for path in &options.companion {
        let mut companion = carried(path, options)?;
        if let Some(first) = &first {
            ensure!(
                companion.catalogue.movies.len() == host.catalogue().movies.len(),
                "{} has other movies than the model",
                path.display()
            );
            companion = beginning_with(companion, first)?;
        }
        let bytes = weights(&companion, &host)
            .with_context(|| format!("{} cannot go with the model", path.display()))?;
        let network = companion.manifest.network;
        let companion = WeightsAsset::of(&network, &bytes);
        assets.push((options.out.join(&companion.file), bytes));
        model.manifest.companions.push(companion);
    }
    let bytes = artifact::write(&model)?;
    let parts = host.parts(&bytes, user)?;
    assets.push((options.out.join(&parts.file), parts.rest));
    let first = parts.first;
    let mut written: Vec<(PathBuf, &[u8])> = (assets.iter())
        .map(|(path, bytes)| (path.clone(), &bytes[..]))
        .collect();
    // Last: it names the others.
    written.push((options.out.join("first.matinee"), &first));
    written.push((path, &bytes));
    files::write_all(&written)?;
    for (path, bytes) in &written {
        writeln!(out, "wrote {} ({} bytes)", path.display(), bytes.len())?;
    }
    let folder = options.out.join("assets");
    fs::create_dir_all(&folder)
        .and_then(|()| remove_earlier(&folder, &assets))
        .with_context(|| format!("cannot tidy up {}", folder.display()))
}

/// Whose list the page begins with.
fn first_person(engine: &Engine, wanted: Option<u32>) -> anyhow::Result<UserIdx> {
    let idx = |id: u32| engine.user_idx(UserId(id));
    if let Some(id) = wanted {
        return idx(id).with_context(|| format!("the model knows no user {id}"));
    }
    Ok(idx(FIRST_USER).unwrap_or(UserIdx(0)))
}

/// Which movies a page begins with; `None` where that is all of them.
///
/// Those of the first lists, so that these are what they are of the whole, and what fits their persons least, which
/// the matches of these lists are measured on; those that have aliases, by which
/// whatever a browser has stored is found; and of the others the most rated.
fn first_movies(engine: &Engine, user: UserIdx, n: usize) -> Option<Vec<MovieIdx>> {
    let catalogue = engine.catalogue();
    let n_movies = catalogue.movies.len();
    if n >= n_movies || !matinee_engine::movies_stand_alone(engine.kind()) {
        return None;
    }
    let mut first: BTreeSet<MovieIdx> = catalogue.aliases.iter().map(|(_, movie)| *movie).collect();
    let person = (!engine.users().is_empty()).then(|| engine.person(user));
    let nobody = engine.fold_in(&Profile::default()).ok();
    for person in [person, nobody].into_iter().flatten() {
        // All of them: what fits least is the last.
        let list = engine.recommend_for(&person, &Request::plain(n_movies));
        first.extend(person.seen());
        first.extend(list.iter().take(LIST).chain(list.last()).map(|it| it.movie));
    }
    let mut by_ratings: Vec<MovieIdx> = (0..n_movies as u32).map(MovieIdx).collect();
    by_ratings.sort_by_key(|movie| Reverse(catalogue.n_ratings[movie.row()]));
    for movie in by_ratings {
        if first.len() >= n {
            break;
        }
        first.insert(movie);
    }
    Some(first.into_iter().collect())
}

/// The model with these movies before the others, sealed.
fn beginning_with(model: Artifact, first: &[MovieIdx]) -> anyhow::Result<Artifact> {
    let mut model = packing::seal(packing::with_first_movies(model, first))?;
    model.manifest.lists_sha256 = Engine::new(model.clone())?.lists_sha256();
    Ok(model)
}

/// Checks that no model is replaced by what becomes of it.
fn check_kept<'a>(
    written: &Path,
    mut models: impl Iterator<Item = &'a PathBuf>,
) -> anyhow::Result<()> {
    let Ok(written) = fs::canonicalize(written) else {
        return Ok(());
    };
    let replaced = models.find(|model| fs::canonicalize(model).is_ok_and(|it| it == written));
    match replaced {
        None => Ok(()),
        Some(model) => bail!(
            "{} would be replaced by the bundle that is made of it; give another --out",
            model.display()
        ),
    }
}

/// A model as the page carries it.
fn carried(path: &Path, options: &Options) -> anyhow::Result<Artifact> {
    let cannot = || format!("cannot use the model {}", path.display());
    let mut model = artifact::read(&files::read(path)?).with_context(cannot)?;
    if options.people.is_none() && !options.no_ratings {
        return Ok(model);
    }
    if let Some(n) = options.people {
        model = carrying(model, n)
            .and_then(|it| Ok(packing::seal(it)?))
            .with_context(cannot)?;
    }
    if options.no_ratings {
        model = packing::without_ratings(model).with_context(cannot)?;
    }
    model.manifest.lists_sha256 = Engine::new(model.clone())
        .with_context(cannot)?
        .lists_sha256();
    Ok(model)
}

/// A network's weights alone, once they have served under the tables of `host`.
fn weights(model: &Artifact, host: &Engine) -> Result<Vec<u8>, ArtifactError> {
    let bytes = artifact::write_weights(model)?;
    host.with_companion(&bytes)?;
    Ok(bytes)
}

/// Removes the companions in `folder` that are not `assets`: files that have the name which this
/// command gives to their contents.
fn remove_earlier(folder: &Path, assets: &[(PathBuf, Vec<u8>)]) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_new = || assets.iter().any(|(asset, _)| *asset == path);
        if entry.file_type()?.is_file() && is_companion(&path)? && !is_new() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn is_companion(path: &Path) -> io::Result<bool> {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let Some((network, _)) = name.rsplit_once('-') else {
        return Ok(false);
    };
    if !name.ends_with(".matinee") {
        return Ok(false);
    }
    let named = WeightsAsset::of(network, &fs::read(path)?).file;
    Ok(Path::new(&named).file_name() == Some(OsStr::new(name)))
}
