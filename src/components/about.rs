//! Who a list is for, by what the data set says and by what they rated; which model made it, how good
//! it is, how long it took; and how the list comes about: the story of each model whose list is shown, in three
//! acts.

use leptos::prelude::*;

use super::portrait::portrait;
use crate::browser;
use crate::context::Context;
use crate::dynamic::dynamic;
use crate::lists::{List, ratings, user_idx};
use matinee_app::format::{self, setting};
use matinee_app::history::TasteProfile;
use matinee_app::story::{self, Data, Story};
use matinee_app::viewer::Viewer;
use matinee_core::decimal::decimal;
use matinee_core::domain::{Stars, UserIdx};

/// Draws the panel.
pub(crate) fn profile(context: Context) -> AnyView {
    view! {
        <section class="panel profile" aria-labelledby="profile-title" data-test="profile">
            {dynamic(move || person(context))}
            {portrait(context)}
        </section>
    }
    .into_any()
}

fn person(context: Context) -> AnyView {
    let engine = context.engine();
    let catalogue = engine.catalogue();
    let (mut facts, n_rated, taste) = match context.user_idx() {
        // What they have seen is on its way.
        Some(idx) if !context.model_store().knows(context.viewer()) => {
            let facts = said_of(context, idx).into_iter();
            let facts = facts.map(|(name, value)| fact(name, value));
            return view! {
                <h2 class="panel-title" id="profile-title">{context.viewer().name()}</h2>
                <dl class="facts">{facts.collect_view()}</dl>
            }
            .into_any();
        }
        Some(idx) => {
            let ratings = engine.history(idx);
            let taste = ratings.map(|it| TasteProfile::of(it, catalogue));
            (said_of(context, idx), engine.n_seen(idx), taste)
        }
        None => {
            let ratings = context.session().with(|it| ratings(engine, it));
            let taste = TasteProfile::of(&ratings, catalogue);
            (Vec::new(), ratings.len(), Some(taste))
        }
    };
    facts.push(("Movies rated", n_rated.to_string()));
    let is_you = context.viewer() == Viewer::You;
    if let Some(TasteProfile { mean, .. }) = taste {
        let whose = match is_you {
            true => "You give on average",
            false => "Gives on average",
        };
        facts.push((whose, mean.map_or("nothing yet".to_owned(), format::mean)));
    }
    let facts = facts.into_iter().map(|(name, value)| fact(name, value));
    view! {
        <h2 class="panel-title" id="profile-title">{context.viewer().name()}</h2>
        <dl class="facts">{facts.collect_view()}</dl>
        {match taste {
            None => view! { <p class="empty">"This site is built without anybody\u{2019}s stars."</p> }
                .into_any(),
            Some(taste) if taste.mean.is_none() => {
                view! { <p class="empty">"Your portrait is drawn here with your first stars."</p> }
                    .into_any()
            }
            Some(taste) => view! {
                <h3 class="panel-subtitle">
                    {if is_you { "How you rate" } else { "How they rate" }}
                </h3>
                {distribution(&taste)}
                {favourites(context, is_you, &taste)}
            }
            .into_any(),
        }}
    }
    .into_any()
}

/// Returns what the data set says of a user.
fn said_of(context: Context, idx: UserIdx) -> Vec<(&'static str, String)> {
    let engine = context.engine();
    let user = &engine.users()[idx.row()];
    let Some(said) = user.demographics else {
        return Vec::new();
    };
    let occupation = engine.occupations().get(usize::from(said.occupation));
    let occupation = occupation.map_or("", |name| format::occupation(name));
    vec![
        ("Age", said.age.to_string()),
        ("Gender", format::gender(said.gender).to_owned()),
        ("Occupation", occupation.to_owned()),
    ]
}

/// Says how often each number of stars was given; the numbers stand beside their bars.
fn distribution(taste: &TasteProfile) -> AnyView {
    let tallest = taste.tallest() as f32;
    let rows = taste.counts.iter().rev().map(|&(stars, n)| {
        let width = format::length(n as f32 / tallest * 100.0);
        view! {
            <li class="bar-row">
                <span class="bar-name">
                    {stars.to_string()} <span aria-hidden="true">" ★"</span>
                    <span class="visually-hidden">
                        {if stars == Stars::WHOLE[0] { " star: " } else { " stars: " }}
                    </span>
                </span>
                <span class="bar-track" aria-hidden="true">
                    <span class="bar" style=("width", width)></span>
                </span>
                <span class="bar-count">{n}</span>
            </li>
        }
    });
    view! { <ul class="bars" role="list">{rows.collect_view()}</ul> }.into_any()
}

fn favourites(context: Context, is_you: bool, taste: &TasteProfile) -> Option<AnyView> {
    let names = &context.engine().catalogue().genres;
    let genres = taste.favourites.iter().map(|liked| {
        let name = names.get(liked.genre).map_or("", String::as_str);
        view! {
            <li class="liked">
                {name} " " <span class="liked-mean">{format::mean(liked.mean)}</span>
            </li>
        }
    });
    let genres: Vec<_> = genres.collect();
    (!genres.is_empty()).then(|| {
        view! {
            <h3 class="panel-subtitle">{if is_you { "You rate these above your average" } else { "Rates above their average" }}</h3>
            <ul class="likes" role="list">{genres}</ul>
        }
        .into_any()
    })
}

/// Draws the panel; two where there are two lists.
pub(crate) fn ordered_by(context: Context) -> AnyView {
    // Two people's lists by one model have one panel.
    let beside = move || {
        let beside = context.other().get()?;
        let model = context
            .list()
            .with(|list| Some(list.as_ref()?.column.model));
        (model != Some(beside.column.model)).then(|| panel(context, beside))
    };
    view! {
        {dynamic(move || context.list().get().map(|list| panel(context, list)))}
        {dynamic(beside)}
    }
    .into_any()
}

fn panel(context: Context, list: List) -> AnyView {
    let engine = context.model_store().engine(list.column.model);
    let manifest = engine.unwrap_or(context.engine()).manifest();
    let error = story::unseen_error(manifest);
    let facts = [
        (
            "Movies compared",
            format::thousands(n_compared(context, list.column.viewer)),
        ),
        ("Took", format::milliseconds(list.took_ms)),
    ];
    let facts = facts.map(|(name, value)| fact(name, value));
    let typical = error.map(|metric| {
        fact(
            "Typically off by",
            format!("{} ★", decimal(metric.value, 1)),
        )
    });
    let numbers = [
        Some(("Model", story::name(manifest))),
        Some(("Order from", story::orderer(manifest).to_owned())),
        error.map(|metric| {
            let protocol = metric.protocol.replace(" %", "\u{a0}%");
            (
                "Error on unseen ratings",
                format!("{} ★, RMSE, {protocol}", decimal(metric.value, 2)),
            )
        }),
        story::unseen_order(manifest).map(|metric| ("NDCG@10", decimal(metric.value, 3))),
    ];
    let numbers = numbers.into_iter().flatten();
    let numbers = numbers.map(|(name, value)| fact(name, value));
    let title = format!("ordered-by-{}", manifest.network);
    let named = title.clone();
    // Regions of a page have names of their own.
    let heading = format!("Ordered by {}", context.model(list.column.model).phrase());
    view! {
        <section class="panel ordered-by" aria-labelledby=named>
            <h2 class="panel-title" id=title>{heading}</h2>
            <dl class="facts">{facts} {typical}</dl>
            <details class="numbers">
                <summary>"numbers"</summary>
                <dl class="facts">{numbers.collect_view()}</dl>
            </details>
        </section>
    }
    .into_any()
}

/// Counts the movies that the viewer has not rated.
fn n_compared(context: Context, viewer: Viewer) -> usize {
    let engine = context.engine();
    let n_rated = match user_idx(engine, viewer) {
        Some(idx) => engine.n_seen(idx),
        None => context.session().with(|it| ratings(engine, it).len()),
    };
    engine.n_movies() - n_rated
}

/// Draws one line of a list of facts.
fn fact(name: &'static str, value: String) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            " "
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// Letters of a value beyond which it takes the whole width.
const LONG_VALUE: usize = 60;

/// Draws the section.
pub(crate) fn how_it_works(context: Context) -> AnyView {
    // Whoever reads a recipe reads on in that of the next model.
    let is_open = RwSignal::new(false);
    let stories = move || {
        let shown = context.shown().get();
        let is_pair = shown.beside.is_some();
        let stories = shown
            .rows()
            .map(|row| story_of(context, row, is_pair, is_open));
        stories.collect::<Vec<_>>()
    };
    view! {
        <section class="how" aria-labelledby="how-title">
            <div class="wrap">
                <h2 class="section-title" id="how-title">"How it works"</h2>
                {dynamic(stories)}
            </div>
        </section>
    }
    .into_any()
}

fn story_of(context: Context, row: usize, is_named: bool, is_open: RwSignal<bool>) -> AnyView {
    let engine = context.engine();
    let manifest = context
        .model_store()
        .engine(row)
        .unwrap_or(engine)
        .manifest();
    let data = Data {
        n_users: engine.n_users(),
        n_movies: engine.n_movies(),
        has_details: !engine.occupations().is_empty(),
    };
    let model = context.model(row);
    let story = Story::of(manifest, data, model.companion().is_none());
    let settings = manifest.recipe.iter();
    let settings: Vec<_> = settings
        .map(|(name, value)| (name, setting(value)))
        .collect();
    let is_long = |value: &str| value.len() > LONG_VALUE;
    // What takes the whole width comes last.
    let [short, long] = [false, true].map(|wanted| {
        let those = settings.iter();
        those.filter(move |(_, value)| is_long(value) == wanted)
    });
    let recipe = short.chain(long).map(|(name, value)| {
        view! {
            <div class:is-long=is_long(value)>
                <dt>{name.replace('_', " ")}</dt>
                " "
                <dd>{value.clone()}</dd>
            </div>
        }
    });
    let toggle = move |event| is_open.set(browser::is_open(&event));
    let acts = [
        ("It learned tastes", story.learned),
        ("It puts movies in order", story.order),
        ("It runs where you are", story.runs),
    ];
    let acts = acts.map(|(title, text)| {
        view! {
            <section class="act">
                <h3 class="act-title">{title}</h3>
                <p>{text}</p>
            </section>
        }
    });
    view! {
        {is_named.then(|| view! { <p class="act-model">{model.label()}</p> })}
        <div class="acts">{acts}</div>
        <details class="recipe" open=is_open.get_untracked() on:toggle=toggle>
            <summary>"The recipe, number by number"</summary>
            <dl class="facts recipe-facts">{recipe.collect_view()}</dl>
        </details>
    }
    .into_any()
}
