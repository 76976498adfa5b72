//! The losses of a run, epoch by epoch.

use leptos::prelude::*;

use crate::dynamic::dynamic;
use matinee_app::train::watch::{Watch, best_of};
use matinee_core::decimal::decimal;
use matinee_protocol::Epoch;

/// What chart and table are drawn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Losses {
    pub(super) epochs: Vec<Epoch>,
    /// Of the network.
    n_epochs: u32,
    /// With the student's.
    pub(super) n_losses: u32,
}

impl Losses {
    pub(super) fn of(watch: &Watch) -> Self {
        Self {
            epochs: watch.epochs.clone(),
            n_epochs: watch.n_epochs(),
            n_losses: watch.n_losses(),
        }
    }
}

/// Every epoch with both losses; nothing before the first. What scrolls stays as it is, and with it the
/// place of who reads on while the run does.
pub(super) fn table(losses: Memo<Losses>) -> AnyView {
    let is_empty = Memo::new(move |_| losses.with(|losses| losses.epochs.is_empty()));
    dynamic(move || (!is_empty.get()).then(|| drawn(losses)))
}

fn drawn(losses: Memo<Losses>) -> AnyView {
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label="Losses by epoch">
            <table class="figures" data-test="epochs">
                <caption class="visually-hidden">"Squared error in stars² after each epoch"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Epoch"</th>
                        <th scope="col">"Training"</th>
                        <th scope="col">"Held out"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Checkpoint"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{dynamic(move || losses.with(rows))}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn rows(losses: &Losses) -> AnyView {
    let best = best_of(&losses.epochs).map(|best| best.epoch);
    let rows = losses.epochs.iter().map(|it| {
        let name = match it.epoch > losses.n_epochs {
            true => "student".to_owned(),
            false => it.epoch.to_string(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{decimal(it.training, 4)}</td>
                <td>{decimal(it.held_out, 4)}</td>
                <td>{(Some(it.epoch) == best).then_some("best")}</td>
            </tr>
        }
    });
    rows.collect_view().into_any()
}
