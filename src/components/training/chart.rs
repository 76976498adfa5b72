//! The chart of a run's losses.

use leptos::prelude::*;

use matinee_app::train::chart::{Chart, HEIGHT, WIDTH};
use matinee_protocol::Epoch;

/// Half of the mark around the best checkpoint, in units of the drawing.
const MARK: f64 = 6.0;

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
    use matinee_core::decimal::decimal;
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
