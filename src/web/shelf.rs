//! The models: the one in the page, and those that are fetched when they are wanted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::Engine;
use crate::page::models::{self, FetchFailure, Models};
use crate::page::watcher::Watcher;

use super::browser;

/// How far a model is. An engine lives as long as the page, hence `'static`.
#[derive(Clone, Debug)]
pub(super) enum Stock {
    /// Nobody has wanted it yet.
    Absent,
    /// It is on its way.
    Fetching,
    /// It answers.
    Ready(&'static Engine),
    /// It could not be had.
    Failed(FetchFailure),
}

/// Every model with its stock, in the order of [`Models`].
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    host: &'static Engine,
    models: &'static Models,
    stock: RwSignal<Vec<Stock>>,
}

impl Shelf {
    /// A shelf on which only the model of the page stands.
    pub(super) fn new(host: &'static Engine) -> Self {
        let models = Models::of(host.manifest());
        let mut stock = vec![Stock::Absent; models.all().len()];
        stock[0] = Stock::Ready(host);
        Self {
            host,
            models: Box::leak(Box::new(models)),
            stock: RwSignal::new(stock),
        }
    }

    pub(super) fn host(self) -> &'static Engine {
        self.host
    }

    pub(super) fn models(self) -> &'static Models {
        self.models
    }

    /// How far a model is.
    pub(super) fn stock(self, row: usize) -> Stock {
        self.stock.with(|stock| stock[row].clone())
    }

    /// A model that answers.
    pub(super) fn engine(self, row: usize) -> Option<&'static Engine> {
        match self.stock(row) {
            Stock::Ready(engine) => Some(engine),
            _ => None,
        }
    }

    /// Whether a model is there and can make a list for somebody: some know only the people that
    /// they were trained on.
    pub(super) fn can_list(self, row: usize, watcher: Watcher) -> bool {
        self.models.all()[row].can_list(watcher) && self.engine(row).is_some()
    }

    /// Fetches a model that nobody has wanted before.
    pub(super) fn want(self, row: usize) {
        if let Stock::Absent = self.stock.with_untracked(|stock| stock[row].clone()) {
            self.fetch(row, false);
        }
    }

    /// Fetches a model again that could not be had.
    pub(super) fn try_again(self, row: usize) {
        if let Stock::Failed(_) = self.stock.with_untracked(|stock| stock[row].clone()) {
            self.fetch(row, true);
        }
    }

    fn fetch(self, row: usize, is_again: bool) {
        let Some(companion) = &self.models.all()[row].companion else {
            return;
        };
        let put = move |stock: Stock| self.stock.update(|all| all[row] = stock);
        put(Stock::Fetching);
        spawn_local(async move {
            let bytes = browser::fetch(&companion.file, is_again).await;
            let engine = bytes.and_then(|bytes| models::join(self.host, companion, &bytes));
            put(match engine {
                Ok(engine) => Stock::Ready(Box::leak(Box::new(engine))),
                Err(failure) => Stock::Failed(failure),
            });
        });
    }
}
