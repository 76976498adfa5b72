//! The losses of a run, epoch by epoch, as a table.

use leptos::prelude::*;

use crate::dynamic::dynamic;
use crate::follower::memo;
use matinee_app::train::chart::Losses;
use matinee_app::train::watch::best_of;
use matinee_core::decimal::decimal;

/// Every epoch with both losses; nothing before the first. What scrolls stays as it is, and with it the
/// place of who reads on while the run does.
pub(super) fn table(losses: Memo<Losses>) -> AnyView {
    let is_empty = memo(move || losses.with(|losses| losses.epochs.is_empty()));
    dynamic(move || (!is_empty.get()).then(|| drawn(losses)))
}

fn drawn(losses: Memo<Losses>) -> AnyView {
    view! {
        <details class="chart-table">
        <summary>"Every epoch as a table"</summary>
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
        </details>
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
