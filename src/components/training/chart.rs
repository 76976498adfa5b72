//! The chart of a run's losses, what it reads out, and earlier runs that lie over it.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::training_session::TrainingSession;
use matinee_app::train::chart::{Chart, Frame, Kind, Line, Losses, Size};
use matinee_app::train::event::Event;

/// Half of the mark around the best checkpoint, in units of the drawing.
const MARK: f64 = 6.0;
/// Length of the pattern before a line's name.
const PATTERN: f64 = 16.0;
/// Points are marked up to so many.
const MOST_DOTS: usize = 40;

/// Chart, read-out, and what the gap means; nothing before there is anything to draw.
pub(super) fn chart(session: TrainingSession, losses: Memo<Losses>) -> AnyView {
    let is_there = session.memo(|state| {
        state.watch().is_some() || state.losses().earlier.iter().any(|it| !it.is_empty())
    });
    let pointed = session.memo(|state| state.pointed());
    let drawing =
        move |size| dynamic(move || losses.with(|losses| drawn(losses, size, pointed.get())));
    let point = move |event: PointerEvent, size: Size| {
        let share = browser::place_in(&event);
        let epoch = losses.with_untracked(|it| size.frame().epoch_at(share?, it));
        session.dispatch(Event::EpochPointed(epoch));
    };
    let place = move |name: &'static str, size| {
        view! {
            <div
                class=name
                on:pointermove=move |event| point(event, size)
                on:pointerleave=move |_| session.dispatch(Event::EpochPointed(None))
            >
                {drawing(size)}
            </div>
        }
    };
    dynamic(move || {
        is_there.get().then(|| {
            view! {
                <figure class="chart" data-test="chart">
                    {place("chart-wide", Size::Wide)}
                    {place("chart-narrow", Size::Narrow)}
                    {reader(session, losses, pointed)}
                    <figcaption class="chart-gap-said">
                        {written(move || losses.with(Losses::gap_in_words))}
                    </figcaption>
                </figure>
            }
        })
    })
}

/// Epochs by keys, by a finger or by a pointer.
fn reader(session: TrainingSession, losses: Memo<Losses>, pointed: Memo<Option<u32>>) -> AnyView {
    let said = move || losses.with(|losses| losses.read_out(pointed.get()));
    let n_done = Memo::new(move |_| losses.with(|it| it.epochs.len()));
    let read = move || {
        let epoch = losses.with(|losses| losses.read(pointed.get()).map(|it| it.epoch));
        epoch.unwrap_or(1).to_string()
    };
    let choose = move |event| {
        let epoch = event_target_value(&event).parse().ok();
        session.dispatch(Event::EpochPointed(epoch));
    };
    view! {
        <label class="chart-reader">
            <span class="label">"Read an epoch"</span>
            <input
                type="range"
                min="1"
                max=Signal::derive(move || n_done.get().max(1).to_string())
                step="1"
                prop:value=Signal::derive(read)
                disabled=Signal::derive(move || n_done.get() < 2)
                aria-valuetext=Signal::derive(said)
                data-test="reader"
                on:input=choose
            />
        </label>
        <p class="chart-read" data-test="read-out">{written(said)}</p>
    }
    .into_any()
}

fn drawn(losses: &Losses, size: Size, pointed: Option<u32>) -> AnyView {
    let frame = size.frame();
    let chart = Chart::of(losses, size);
    let read = losses.read(pointed).filter(|_| pointed.is_some());
    let read = read.map(|epoch| {
        let x = frame.x(epoch.epoch, losses.n_axis()).to_string();
        view! {
            <line
                class="chart-cursor"
                x1=x.clone()
                x2=x
                y1=frame.top.to_string()
                y2=frame.bottom.to_string()
            />
        }
    });
    let best = chart.best.map(|(x, y)| {
        view! {
            <rect
                class="chart-best"
                x=(x - MARK).to_string()
                y=(y - MARK).to_string()
                width=(2.0 * MARK).to_string()
                height=(2.0 * MARK).to_string()
            />
        }
    });
    let lines = chart.lines.iter().map(|it| line(it, &frame));
    let id = match size {
        Size::Wide => "chart-wide",
        Size::Narrow => "chart-narrow",
    };
    let labelled = format!("{id}-title {id}-words");
    view! {
        <svg
            viewBox=format!("0 0 {} {}", frame.width, frame.height)
            role="img"
            aria-labelledby=labelled
        >
            <title id=format!("{id}-title")>"Errors by epoch"</title>
            <desc id=format!("{id}-words")>{losses.in_words()}</desc>
            {axes(&chart, &frame)}
            <polygon class="chart-gap" points=chart.gap.clone() />
            {read}
            {lines.collect_view()}
            {best}
        </svg>
    }
    .into_any()
}

fn axes(chart: &Chart, frame: &Frame) -> AnyView {
    let across = chart.losses.iter().map(|(y, text)| {
        view! {
            <line
                class="chart-grid"
                x1=frame.left.to_string()
                x2=frame.right.to_string()
                y1=y.to_string()
                y2=y.to_string()
            />
            <text
                class="chart-number"
                x=(frame.left - 6.0).to_string()
                y=(y + 5.0).to_string()
                text-anchor="end"
            >
                {text.clone()}
            </text>
        }
    });
    let along = chart.epochs.iter().map(|(x, epoch)| {
        view! {
            <text
                class="chart-number"
                x=x.to_string()
                y=(frame.bottom + 19.0).to_string()
                text-anchor="middle"
            >
                {epoch.to_string()}
            </text>
        }
    });
    view! {
        <text class="chart-axis" x="0" y="14">
            "Squared error, stars² (less is better)"
        </text>
        <text
            class="chart-axis"
            x=f64::midpoint(frame.left, frame.right).to_string()
            y=(frame.height - 6.0).to_string()
            text-anchor="middle"
        >
            "Epoch"
        </text>
        {across.collect_view()}
        {along.collect_view()}
    }
    .into_any()
}

/// How a kind of line is drawn.
const fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Training => "chart-line chart-training",
        Kind::HeldOut => "chart-line chart-held-out",
        Kind::Earlier(_) => "chart-line chart-earlier",
        Kind::Mean | Kind::Levels => "chart-line chart-baseline",
    }
}

fn line(line: &Line, frame: &Frame) -> AnyView {
    let (x, y) = (frame.right + 6.0, line.label_y);
    let class = class_of(line.kind);
    let dots = (line.kind == Kind::Training).then(|| {
        let points: Vec<(String, String)> = line.points.split(' ').filter_map(point).collect();
        let points = points.into_iter().take(MOST_DOTS);
        let dots = points.map(|(x, y)| view! { <circle class="chart-dot" cx=x cy=y r="3.5" /> });
        dots.collect_view()
    });
    let key_dot = (line.kind == Kind::Training).then(|| {
        let x = x + PATTERN / 2.0;
        view! { <circle class="chart-dot" cx=x.to_string() cy=y.to_string() r="3.5" /> }
    });
    let pattern = format!("{x},{y} {},{y}", x + PATTERN);
    let leader = format!("{},{} {x},{y}", line.end.0, line.end.1);
    view! {
        <polyline class="chart-leader" points=leader />
        <polyline class=class points=line.points.clone() />
        {dots}
        <polyline class=class points=pattern />
        {key_dot}
        <text
            class="chart-label"
            x=(x + PATTERN + 4.0).to_string()
            y=(y + frame.font / 3.0).to_string()
        >
            {line.kind.label()}
        </text>
    }
    .into_any()
}

fn point(point: &str) -> Option<(String, String)> {
    let (x, y) = point.split_once(',')?;
    Some((x.to_owned(), y.to_owned()))
}

/// At most so many runs are offered.
const MOST_OFFERED: usize = 12;

/// Runs that can lie over the chart; nothing where there is none.
pub(super) fn earlier(session: TrainingSession) -> AnyView {
    // What is offered, and which of it is taken, apart: a box keeps the focus when it is ticked.
    let offered = session.memo(|state| {
        let earlier = state.earlier().into_iter().take(MOST_OFFERED);
        let name = |record: &matinee_app::train::record::Record| {
            let changes = record.changes().unwrap_or_default();
            format!(
                "{}, {}: {changes}",
                record.label(),
                browser::date(record.since_ms)
            )
        };
        earlier
            .map(|(record, _)| (record.id, name(record)))
            .collect::<Vec<_>>()
    });
    let is_full = session.memo(|state| !state.has_room_for_overlay());
    let choice = move |id: u64, name: String| {
        let letter = session.memo(move |state| {
            let earlier = state.earlier();
            let found = earlier.into_iter().find(|(record, _)| record.id == id);
            found.and_then(|(_, letter)| letter)
        });
        let is_taken = Signal::derive(move || letter.get().is_some());
        view! {
            <label class="chart-choice">
                <input
                    type="checkbox"
                    prop:checked=is_taken
                    disabled=Signal::derive(move || is_full.get() && !is_taken.get())
                    on:change=move |_| session.dispatch(Event::RunOverlaid(id))
                />
                <span>
                    {written(move || letter.get().map(|letter| format!("Run {letter}: ")))} {name}
                </span>
            </label>
        }
    };
    let choices = move || {
        let offered = offered.get().into_iter();
        offered.map(|(id, name)| choice(id, name)).collect_view()
    };
    let is_there = Memo::new(move |_| offered.with(|offered| !offered.is_empty()));
    dynamic(move || {
        is_there.get().then(|| {
            view! {
                <details class="chart-earlier" data-test="earlier">
                    <summary>"Lay earlier runs over the chart"</summary>
                    <fieldset class="chart-choices">
                        <legend class="visually-hidden">"Earlier runs, three at most"</legend>
                        {dynamic(choices)}
                    </fieldset>
                </details>
            }
        })
    })
}
