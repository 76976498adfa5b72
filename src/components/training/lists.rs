//! How the list of somebody begins after each epoch.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use matinee_app::format;
use matinee_app::train::lists::{Row, rows, said};

/// What changes while it learns; nothing before the first epoch.
pub(super) fn lists(context: Context) -> AnyView {
    let session = context.training_session();
    let said = session.memo(|state| said(state.watch()?, state.is_on_pages()));
    let rows = session.memo(|state| state.watch().map(rows).unwrap_or_default());
    let is_said = memo(move || said.with(Option::is_some));
    let n_rows = memo(move || rows.with(Vec::len));
    let table = move || {
        (n_rows.get() > 0).then(|| {
            view! {
                <div class="table-scroll" role="region" tabindex="0" aria-label="Lists by epoch">
                    <ol class="train-lists" data-test="lists">
                        {dynamic(move || {
                            rows.with(|rows| {
                                rows.iter().map(|it| row(context, it)).collect_view()
                            })
                        })}
                    </ol>
                </div>
            }
        })
    };
    dynamic(move || {
        is_said.get().then(|| {
            view! {
                <div class="train-list-change">
                    <h3 class="panel-subtitle">"How the list changes"</h3>
                    <p class="train-caveat">{written(move || said.get())}</p>
                    {dynamic(table)}
                </div>
            }
        })
    })
}

fn row(context: Context, row: &Row) -> AnyView {
    let entries = row.entries.iter().map(|entry| {
        let title = format::title(context.movie(entry.movie));
        let news = entry
            .is_new
            .then(|| view! { <span class="list-new">"new"</span> });
        view! {
            <li class:is-new=entry.is_new>
                {title} " " {news}
            </li>
        }
    });
    view! {
        <li>
            <span class="list-epoch">{row.name.clone()}</span>
            <ol class="list-first">{entries.collect_view()}</ol>
        </li>
    }
    .into_any()
}
