//! A model of another program, whichever wrote it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::files;

use super::factor_table::{Builder, FactorTable, Side};
use super::numpy::{self, Arrays};
use super::settings::{Kind, Settings, Solver, beside};
use super::{parquet_rows, spark, tensors};

/// A model, as it was found.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) users: FactorTable,
    pub(super) items: FactorTable,
    /// What is added to every value.
    pub(super) mean: f32,
    pub(super) solver: Solver,
    /// What the files say of how it was fitted.
    pub(super) settings: Settings,
    /// A table with how often each item was rated.
    pub(super) counts: Option<PathBuf>,
    /// What wrote it.
    pub(super) program: String,
}

/// Ids of an `.npz`, which has none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IdFiles<'a> {
    pub(super) users: Option<&'a Path>,
    pub(super) items: Option<&'a Path>,
}

/// Reads a model: a folder of Spark, an `.npz` of *implicit*, a safetensors or a Parquet file.
///
/// # Errors
/// What is none of these, or damaged.
pub(super) fn read(path: &Path, ids: IdFiles<'_>) -> anyhow::Result<Model> {
    let at = || format!("cannot import {}", path.display());
    if path.is_dir() {
        return of_spark(path).with_context(at);
    }
    let bytes = files::read(path)?;
    let model = if bytes.starts_with(b"PK\x03\x04") {
        of_npz(&bytes, ids)
    } else if bytes.starts_with(b"PAR1") {
        let [users, items] = parquet_rows::read_both(bytes).with_context(at)?;
        of_anything(users, items, 0.0)
    } else {
        let read = tensors::read(&bytes);
        read.and_then(|it| of_anything(it.users, it.items, it.mean))
    };
    model.with_context(at)
}

fn of_spark(path: &Path) -> anyhow::Result<Model> {
    let found = beside(path)?;
    let spark::SparkModel {
        users,
        items,
        version,
    } = spark::read(path)?;
    for (side, table, told) in [
        (Side::Users, &users, found.settings.n_users),
        (Side::Items, &items, found.settings.n_items),
    ] {
        let n = table.ids.len();
        if let Some(told) = told.filter(|told| *told != n) {
            bail!(
                "it has {n} {noun}s, and {told} were trained: parts of {noun}Factors are missing; copy the folder \
                 again",
                noun = side.noun()
            );
        }
    }
    Ok(Model {
        users,
        items,
        mean: 0.0,
        solver: Solver::SPARK,
        settings: found.settings,
        counts: found.counts,
        program: format!("Spark {version}").trim_end().to_owned(),
    })
}

/// A file of the library *implicit*.
fn of_npz(bytes: &[u8], ids: IdFiles<'_>) -> anyhow::Result<Model> {
    let mut arrays = Arrays::open(bytes)?;
    let mut number = |name: &str| -> anyhow::Result<Option<f32>> {
        let array = arrays.get(name)?;
        Ok(array.and_then(|it| it.number()).map(|number| number as f32))
    };
    let (reg, alpha) = (number("regularization")?, number("alpha")?);
    let mut factors = |name: &str| {
        let array = arrays.get(name)?;
        let array = array.with_context(|| {
            format!("there is no array {name}: it is no model that `model.save` of implicit wrote")
        })?;
        array
            .into_matrix()
            .with_context(|| format!("cannot use {name}"))
    };
    let (users, items) = (factors("user_factors")?, factors("item_factors")?);
    ensure!(
        users.n_cols == items.n_cols,
        "users have {} factors, and items {}: parts of two models",
        users.n_cols,
        items.n_cols
    );
    let table = |side, matrix: &matinee_engine::features::Matrix, file: Option<&Path>| {
        let noun = Side::noun(side);
        let file = file.with_context(|| {
            format!(
                "a file of implicit has no ids: say by --{noun}-ids in which file the id of each row of its \
                 {noun} factors is, one a line"
            )
        })?;
        let ids = read_ids(file)?;
        ensure!(
            ids.len() == matrix.n_rows,
            "{} has {} ids, the model has {} {noun}s",
            file.display(),
            ids.len(),
            matrix.n_rows
        );
        let mut builder = Builder::new(side, Some(matrix.n_cols));
        for (row, id) in ids.into_iter().enumerate() {
            builder.push(id, matrix.row(row))?;
        }
        builder.finish(None)
    };
    Ok(Model {
        users: table(Side::Users, &users, ids.users)?,
        items: table(Side::Items, &items, ids.items)?,
        mean: 0.0,
        solver: Solver::PLAIN,
        settings: Settings {
            kind: Some(Kind::Implicit),
            reg,
            alpha,
            ..Settings::default()
        },
        counts: None,
        program: "implicit".to_owned(),
    })
}

fn of_anything(users: FactorTable, items: FactorTable, mean: f32) -> anyhow::Result<Model> {
    ensure!(
        users.rank() == items.rank(),
        "users have {} factors, and items {}: parts of two models",
        users.rank(),
        items.rank()
    );
    Ok(Model {
        users,
        items,
        mean,
        // As in the paper.
        solver: Solver {
            base: 1.0,
            ..Solver::PLAIN
        },
        settings: Settings::default(),
        counts: None,
        program: "factors".to_owned(),
    })
}

/// Ids, one a line, or an array of NumPy.
fn read_ids(path: &Path) -> anyhow::Result<Vec<i64>> {
    let bytes = files::read(path)?;
    let at = || format!("cannot use the ids in {}", path.display());
    if numpy::is_array(&bytes) {
        let array = numpy::read(&bytes).with_context(at)?;
        ensure!(
            array.values.iter().all(|id| id.fract() == 0.0),
            "{}: they are no whole numbers",
            at()
        );
        return Ok(array.values.into_iter().map(|id| id as i64).collect());
    }
    let text = std::str::from_utf8(&bytes).with_context(at)?;
    let lines = (1..).zip(text.lines());
    let id = |(line, text): (usize, &str)| {
        let id = text.trim().parse::<i64>();
        id.with_context(|| {
            format!(
                "{}:{line}: `{text}` is no id, which is a number",
                path.display()
            )
        })
    };
    lines.map(id).collect()
}

/// Checks that two models have the same people and items.
///
/// # Errors
/// Where they do not: how many only one of them has.
pub(super) fn check_same_ids(stars: &Model, order: &Model) -> anyhow::Result<()> {
    let mut words = String::new();
    for (noun, a, b) in [
        ("user", &stars.users.ids, &order.users.ids),
        ("item", &stars.items.ids, &order.items.ids),
    ] {
        let only = |a: &[u32], b: &[u32]| {
            let is_missing = |id: &&u32| b.binary_search(id).is_err();
            a.iter().filter(is_missing).count()
        };
        let (of_stars, of_order) = (only(a, b), only(b, a));
        if of_stars + of_order > 0 {
            let _ = write!(
                words,
                "; {noun}s: {of_stars} in the first alone, {of_order} in --order alone"
            );
        }
    }
    ensure!(
        words.is_empty(),
        "the two models are of different people or items{words}; train both on the same ratings"
    );
    Ok(())
}
