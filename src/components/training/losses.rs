//! The losses of a run, epoch by epoch: as a chart and as a table.

use leptos::prelude::*;

use crate::dynamic::dynamic;
use matinee_app::train::chart::{Chart, HEIGHT, WIDTH};
use matinee_app::train::watch::{Watch, best_of};
use matinee_core::decimal::decimal;
use matinee_protocol::Epoch;

/// Half of the mark around the best checkpoint, in units of the drawing.
const MARK: f64 = 6.0;

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

/// Losses of the epochs so far, out of so many.
pub(super) fn chart(epochs: &[Epoch], n_epochs: u32) -> AnyView {
    let chart = Chart::of(epochs, n_epochs);
    let across = chart.losses.iter().map(|(y, text)| {
        view! {
            <line class="chart-grid" x1="64" x2=WIDTH.to_string() y1=y.to_string() y2=y.to_string() />
            <text class="chart-number" x="56" y=(y + 5.0).to_string() text-anchor="end">
                {text.clone()}
            </text>
        }
    });
    let along = chart.epochs.iter().map(|(x, epoch)| {
        view! {
            <text
                class="chart-number"
                x=x.to_string()
                y=(HEIGHT - 8.0).to_string()
                text-anchor="middle"
            >
                {epoch.to_string()}
            </text>
        }
    });
    let best = chart.best.map(|(x, y)| {
        let left = x - MARK;
        let top = y - MARK;
        view! {
            <rect
                class="chart-best"
                x=left.to_string()
                y=top.to_string()
                width=(2.0 * MARK).to_string()
                height=(2.0 * MARK).to_string()
            />
        }
    });
    view! {
        <figure class="chart" data-test="chart">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby="chart-title chart-words">
                <title id="chart-title">"Losses"</title>
                <desc id="chart-words">{in_words(epochs, n_epochs)}</desc>
                {across.collect_view()}
                {along.collect_view()}
                <polyline class="chart-line chart-training" points=chart.training.clone() />
                <polyline class="chart-line chart-held-out" points=chart.held_out.clone() />
                {best}
            </svg>
            <figcaption class="chart-key">
                <span class="key key-training">"training"</span>
                <span class="key key-held-out">"held out"</span>
                <span class="key key-best">"best so far"</span>
                <span class="chart-unit">"squared error, stars², by epoch"</span>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn in_words(epochs: &[Epoch], n_epochs: u32) -> String {
    match epochs {
        [] => format!("{n_epochs} epochs are to come."),
        [first, ..] => {
            let last = epochs.last().unwrap_or(first);
            let fell = |from: f32, to: f32| [decimal(from, 3), decimal(to, 3)].join(" to ");
            format!(
                "After {} of {n_epochs} epochs: training loss from {}, held-out loss from {}.",
                last.epoch,
                fell(first.training, last.training),
                fell(first.held_out, last.held_out)
            )
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
