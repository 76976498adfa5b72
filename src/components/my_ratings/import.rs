//! A file of ratings: brought along or taken away, and what is in it: what can be taken, what has to be
//! answered, what does not count.

use leptos::html;
use leptos::prelude::*;
use web_sys::File;

use crate::browser;
use crate::components::file_drop::{FileField, RATINGS, bytes_of};
use crate::components::history::show_more;
use crate::dynamic::{dynamic, keep_rows, written};
use crate::follower::{memo, with_its_owner};
use crate::lists::rated;
use matinee_app::movie_page::Elsewhere;
use matinee_app::my_ratings::{Answer, ImportReview, Parted};
use matinee_app::{export, format};
use matinee_core::domain::MovieIdx;
use matinee_data::rating_files::{
    self, Group, MAX_BYTES, Refused, Scale, groups, rounded_words, source_words,
};

use super::shared::{Brought, MyRatings, find_movie};

/// What the visitor's file is called when they take it away.
const NAME: &str = "matinee-ratings.csv";
/// What the file of those movies is called that this catalogue does not have.
const LEFT_OUT: &str = "matinee-left-out.csv";

/// Draws the two buttons.
pub(super) fn files(mine: MyRatings) -> AnyView {
    let context = mine.context;
    let engine = context.engine();
    let export = move |_| {
        let ratings = context
            .session()
            .with_untracked(|it| rated(engine, it.saved().ratings()));
        let csv = export::ratings_csv(&ratings, &engine.catalogue().movies);
        browser::save_file(NAME, "text/csv", csv.as_bytes());
    };
    let is_empty = memo(move || context.session().with(|it| it.saved().ratings().is_empty()));
    let field = FileField {
        label: "Bring a file",
        accept: Some(RATINGS),
        test: "bring",
        is_off: false.into(),
    };
    view! {
        <div class="files">
            <h3 class="panel-subtitle">"As a file"</h3>
            <p class="files-hint">
                "Drop a CSV file of your own ratings here: of Letterboxd, IMDb, Trakt, Simkl, TMDB, Criticker, MovieLens or this page, or a table of your own. "
                "It is read in this browser and goes nowhere."
            </p>
            <div class="files-buttons">
                {field.view(move |file| read(mine, file))}
                <button
                    class="button"
                    type="button"
                    disabled=is_empty
                    data-test="save"
                    on:click=export
                >
                    "Save your ratings"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Reads a file, and shows what is in it; once all movies are there that it can name.
pub(super) fn read(mine: MyRatings, file: File) {
    let engine = mine.context.engine();
    mine.context.once_whole(async move {
        let movies = &engine.catalogue().movies;
        let too_large = |found| Refused::TooLarge { found }.to_string();
        let bytes = bytes_of(&file, MAX_BYTES, too_large).await;
        let read = |bytes: Vec<u8>| {
            let row_of = |id| engine.movie_idx(id);
            rating_files::read(&bytes, movies, &row_of, None).map_err(|why| why.to_string())
        };
        let (review, brought) = match bytes.and_then(read) {
            Ok(import) => (Some(ImportReview::new(import)), Brought::Open),
            Err(why) => (None, Brought::Refused(why)),
        };
        mine.review.set(review);
        mine.brought.set(Some(brought));
        browser::focus_soon(vec![TITLE_ID.to_owned()]);
    });
}

/// Lines of one sort that are named.
const MOST_LINES: usize = 200;

/// Draws the report; nothing where no file was brought.
pub(super) fn report(mine: MyRatings) -> AnyView {
    let body = move || match mine.brought.get()? {
        Brought::Refused(why) => Some(refused(mine, why)),
        Brought::Open => Some(open(mine)),
        Brought::Taken { n, n_left_out } => Some(taken(mine, n, n_left_out)),
    };
    view! { <div data-test="report">{dynamic(body)}</div> }.into_any()
}

fn refused(mine: MyRatings, why: String) -> AnyView {
    view! {
        <div class="report">
            {title("Nothing was read.")}
            <p>"About this file: " {why} "."</p>
            {close(mine, "Close")}
        </div>
    }
    .into_any()
}

fn open(mine: MyRatings) -> AnyView {
    let engine = mine.context.engine();
    let catalogue = engine.catalogue();
    let ratings = memo(move || {
        let ratings = |review: &ImportReview| review.ratings(catalogue);
        mine.review
            .with(|review| review.as_ref().map(ratings))
            .unwrap_or_default()
    });
    let counted = move || format::counted(ratings.with(Vec::len), "rating", "ratings");
    let replaced = move || {
        let session = mine.context.session();
        let is_other = |(movie, stars): &&(_, _)| {
            let before = session.with(|it| it.saved().stars(*movie));
            before.is_some_and(|before| before != *stars)
        };
        let n = ratings.with(|ratings| ratings.iter().filter(is_other).count());
        (n > 0).then(|| format!(" {n} of them replace stars that you gave before."))
    };
    let take = move |_| {
        let n_left_out = mine
            .review
            .with_untracked(|it| it.as_ref().map_or(0, ImportReview::n_left_out));
        let ratings = ratings.get_untracked();
        mine.context.edit(|session| session.import(&ratings));
        mine.brought.set(Some(Brought::Taken {
            n: ratings.len(),
            n_left_out,
        }));
        browser::focus_soon(vec![TITLE_ID.to_owned()]);
    };
    let found = mine.review.with_untracked(|review| {
        let review = review.as_ref()?;
        let parted = review.unmatched(engine.years().map(|it| it.1));
        let source = source_words(review.import().service);
        Some((source, review.import().notes(), parted))
    });
    let (source, notes, parted) = found.unwrap_or_default();
    let Parted {
        alike,
        newer,
        absent,
    } = parted;
    let notes: Vec<_> = notes
        .into_iter()
        .map(|note| view! { <p class="notice">{note}</p> })
        .collect();
    let is_left_out = !newer.is_empty() || !absent.is_empty();
    let newer = folded(
        mine,
        format!("newer than this catalogue ({})", newer.len()),
        newer,
    );
    let absent = folded(mine, format!("not in this set ({})", absent.len()), absent);
    let of = format!("Here are {}.", mine.context.catalogue_words());
    view! {
        <div class="report">
            {title("Your file")}
            <p>
                {source} ": " <strong>{written(counted)}</strong> " found. "
                <span data-test="scale">{written(move || scale(mine))}</span> {written(replaced)}
            </p>
            {notes}
            {scale_question(mine)}
            {(!alike.is_empty()).then(|| view! {
                <h4 class="report-part">"Which movie is it?"</h4>
                {unmatched_rows(mine, alike)}
            })}
            {is_left_out.then(|| view! { <p data-test="catalogue">{of}</p> })}
            {newer}
            {absent}
            {problems(mine)}
            <div class="report-ends">
                <button
                    class="button button-strong"
                    type="button"
                    disabled=Signal::derive(move || ratings.with(Vec::is_empty))
                    data-test="take"
                    on:click=take
                >
                    "Take " {written(counted)}
                </button>
                {keep_left_out(mine)}
                {close(mine, "Not now")}
            </div>
        </div>
    }
    .into_any()
}

/// Draws rows that are like no movie here, behind what they are together; nothing for none.
fn folded(mine: MyRatings, what: String, rows: Vec<usize>) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        view! {
            <details class="report-more" data-test="folded">
                <summary>{what}</summary>
                {unmatched_rows(mine, rows)}
            </details>
        }
        .into_any()
    })
}

/// Draws a button that hands over what is left out of the file; nothing where all of it counts.
fn keep_left_out(mine: MyRatings) -> AnyView {
    let n = memo(move || {
        mine.review
            .with(|review| review.as_ref().map_or(0, ImportReview::n_left_out))
    });
    let save = move |_| {
        let csv = mine.review.with_untracked(|review| {
            let rows = review.as_ref().map(ImportReview::left_out);
            export::left_out_csv(&rows.unwrap_or_default())
        });
        browser::save_file(LEFT_OUT, "text/csv", csv.as_bytes());
    };
    let is_any = memo(move || n.get() > 0);
    let label = move || format!("Keep the {} others as a list", n.get());
    dynamic(move || {
        is_any.get().then(|| {
            view! {
                <button class="button" type="button" data-test="left-out" on:click=save>
                    {written(label)}
                </button>
            }
        })
    })
}

fn taken(mine: MyRatings, n: usize, n_left_out: usize) -> AnyView {
    let left_out = (n_left_out > 0).then(|| {
        let titles = format::counted(n_left_out, "title was", "titles were");
        format!(" {titles} left out.")
    });
    view! {
        <div class="report">
            {title("Taken.")}
            <p>{format::counted(n, "rating counts", "ratings count")} " from now on." {left_out}</p>
            {problems(mine)}
            <div class="report-ends">
                {keep_left_out(mine)}
                {close(mine, "Close")}
            </div>
        </div>
    }
    .into_any()
}

/// Says what the ratings are out of, why, and what becomes of those between two that can be given.
fn scale(mine: MyRatings) -> Option<String> {
    mine.review.with(|review| {
        let review = review.as_ref()?;
        let (import, scale) = (review.import(), review.scale());
        let words = import.scale_words(scale);
        let (first, rest) = words.split_at_checked(1)?;
        let of = mine.context.engine().scale();
        let rounded = rounded_words(import.n_rounded(scale, of), of);
        let rounded = rounded.map_or(String::new(), |words| format!(" {words}."));
        let halved = match scale {
            Scale::Five => "",
            Scale::Ten => " They are halved.",
            Scale::Hundred => " They are divided by 20.",
        };
        Some(format!(
            "{}{rest}.{halved}{rounded}",
            first.to_ascii_uppercase()
        ))
    })
}

/// Draws the lines that do not count, by reason.
fn problems(mine: MyRatings) -> Option<AnyView> {
    mine.review.with_untracked(|review| {
        let problems = &review.as_ref()?.import().problems;
        let n = problems.len();
        let groups: Vec<_> = groups(problems).into_iter().map(group).collect();
        (n > 0).then(|| {
            view! {
                <details class="report-more" data-test="problems">
                    <summary>{format::counted(n, "line does not count", "lines do not count")}</summary>
                    {groups}
                </details>
            }
            .into_any()
        })
    })
}

/// Draws the lines of one reason.
fn group(group: Group<'_>) -> AnyView {
    let rest = group.rows.len().saturating_sub(MOST_LINES);
    let lines: Vec<_> = group
        .rows
        .into_iter()
        .take(MOST_LINES)
        .map(|it| {
            let title = it.title.as_ref().map(|title| format!("{title}: "));
            view! { <li>"Line " {it.line} ": " {title} {it.reason.to_string()} "."</li> }
        })
        .collect();
    view! {
        <p class="report-reason">{group.heading} ":"</p>
        <ul class="report-lines">{lines}</ul>
        {(rest > 0).then(|| view! { <p>"And " {rest} " more."</p> })}
    }
    .into_any()
}

/// Gets the focus when the report changes.
const TITLE_ID: &str = "report-title";

fn title(title: &'static str) -> AnyView {
    view! { <h3 class="report-title" id=TITLE_ID tabindex="-1">{title}</h3> }.into_any()
}

fn close(mine: MyRatings, label: &'static str) -> AnyView {
    let close = move |_| {
        mine.brought.set(None);
        mine.review.set(None);
        browser::focus_soon(vec!["find".to_owned()]);
    };
    view! { <button class="button" type="button" on:click=close>{label}</button> }.into_any()
}

/// Draws the question, with what each answer would give; nothing where the file decides.
fn scale_question(mine: MyRatings) -> Option<AnyView> {
    let scales = mine
        .review
        .with_untracked(|review| review.as_ref().map(ImportReview::scales))?;
    let choices: Vec<_> = scales
        .iter()
        .map(|scale| scale_choice(mine, *scale))
        .collect();
    (!choices.is_empty()).then(|| {
        view! {
            <fieldset class="report-scale" data-test="scale-question">
                <legend class="report-part">"What are these ratings out of?"</legend>
                {choices}
            </fieldset>
        }
        .into_any()
    })
}

fn scale_choice(mine: MyRatings, scale: Scale) -> AnyView {
    let catalogue = mine.context.engine().catalogue();
    let is_taken = move || {
        let taken = |review: &ImportReview| review.scale() == scale;
        mine.review
            .with(|review| review.as_ref().is_some_and(taken))
    };
    let take = move |_| {
        mine.review.update(|review| {
            if let Some(review) = review {
                review.choose(scale);
            }
        });
    };
    let examples = move || {
        mine.review.with(|review| {
            review
                .as_ref()
                .map(|review| review.examples(scale, catalogue))
        })
    };
    view! {
        <label class="report-choice">
            <input
                type="radio"
                name="scale"
                value=scale.top()
                prop:checked=is_taken
                on:change=take
            />
            <span>
                <strong>"Out of " {scale.top()}</strong>
                <span class="report-examples">{dynamic(examples)}</span>
            </span>
        </label>
    }
    .into_any()
}

/// Rows that are added at once.
const PAGE: usize = 20;

/// Draws these rows of the file, a few at first.
fn unmatched_rows(mine: MyRatings, rows: Vec<usize>) -> AnyView {
    let n_shown = RwSignal::new(PAGE);
    let n_rows = rows.len();
    // One search at a time.
    let searched = RwSignal::new(None::<usize>);
    let on_page = move || rows.iter().take(n_shown.get()).copied().collect::<Vec<_>>();
    let list = NodeRef::<html::Ul>::new();
    keep_rows(
        move || list.get().map(Into::into),
        on_page,
        PartialEq::eq,
        move |row, _| unmatched(mine, searched, row).into_any(),
    );
    view! {
        <ul class="matching" role="list" data-test="unmatched" node_ref=list></ul>
        {show_more(PAGE, n_shown, move || n_rows)}
    }
    .into_any()
}

fn unmatched(mine: MyRatings, searched: RwSignal<Option<usize>>, row: usize) -> Option<AnyView> {
    let of_file = |review: &ImportReview| review.import().unmatched.get(row).cloned();
    let of_file = mine
        .review
        .with_untracked(|review| of_file(review.as_ref()?))?;
    let answer = memo(move || {
        mine.review
            .with(|review| review.as_ref().map_or(Answer::Open, |it| it.answer(row)))
    });
    let year = of_file.year.map_or(String::new(), |year| year.to_string());
    // As it counts, at the scale that is chosen.
    let given = of_file.given;
    let stars = move || {
        let of = mine.context.engine().scale();
        let stars = |review: &ImportReview| review.scale().stars(given, of);
        let stars = mine.review.with(|review| review.as_ref().and_then(stars));
        stars.map(|stars| format!("line {}, {}", of_file.line, format::given(stars)))
    };
    let candidates = of_file.candidates;
    // What is no movie here may be one elsewhere.
    let elsewhere = candidates.is_empty().then(|| {
        let elsewhere = Elsewhere::find([&*of_file.title, " ", &*year].concat().trim_end());
        view! {
            <a href=elsewhere.address rel="external noreferrer">{elsewhere.label}</a>
        }
    });
    // What was offered once stays, and with it the focus of who takes it back.
    let movies = with_its_owner(Memo::new(move |before: Option<&Vec<MovieIdx>>| {
        let mut movies = before.unwrap_or(&candidates).clone();
        if let Answer::Movie(movie) = answer.get()
            && !movies.contains(&movie)
        {
            movies.push(movie);
        }
        movies
    }));
    let choices = move || {
        let choices = movies.get();
        let choices = choices
            .into_iter()
            .map(|movie| choice(mine, row, answer, movie));
        choices.collect_view()
    };
    let search = move |_| {
        searched.set(Some(row));
        browser::focus_soon(vec![SEARCH_ID.to_owned()]);
    };
    let found = move |movie| {
        say(mine, row, Answer::Movie(movie));
        searched.set(None);
        browser::focus_soon(vec![button_id(row)]);
    };
    let field = move || {
        (searched.get() == Some(row)).then(|| {
            find_movie(
                mine.titles,
                SEARCH_ID,
                "Which movie is it?",
                mine.context,
                Callback::new(found),
            )
        })
    };
    Some(
        view! {
            <li class="matching-row">
                <p class="matching-words">
                    <strong>{of_file.title}</strong> " " <span class="year">{year}</span>
                    <span class="matching-line">{dynamic(stars)}</span>
                </p>
                <div class="matching-choices">
                    {dynamic(choices)}
                    <button class="button" type="button" id=button_id(row) on:click=search>
                        "Search…"
                    </button>
                    {pressed("Leave it out", answer, mine, row, Answer::Skip)}
                    {elsewhere}
                </div>
                {dynamic(field)}
            </li>
        }
        .into_any(),
    )
}

/// Draws one movie that it could be.
fn choice(mine: MyRatings, row: usize, answer: Memo<Answer>, movie: MovieIdx) -> AnyView {
    let it = &mine.context.engine().catalogue().movies[movie.row()];
    let label = format!("{} {}", it.title, format::year(it));
    pressed(&label, answer, mine, row, Answer::Movie(movie))
}

/// Draws a button for an answer; pressed again, it takes the answer back.
fn pressed(label: &str, answer: Memo<Answer>, mine: MyRatings, row: usize, own: Answer) -> AnyView {
    let is_own = move || answer.get() == own;
    let toggle = move |_| {
        let is_own = answer.get_untracked() == own;
        say(mine, row, if is_own { Answer::Open } else { own });
    };
    view! {
        <button
            class="button pick"
            type="button"
            aria-pressed=Signal::derive(move || is_own().to_string())
            on:click=toggle
        >
            {label.to_owned()}
        </button>
    }
    .into_any()
}

fn say(mine: MyRatings, row: usize, answer: Answer) {
    mine.review.update(|review| {
        if let Some(review) = review {
            review.say(row, answer);
        }
    });
}

/// Of the field that searches for the movie of a row.
const SEARCH_ID: &str = "match";

fn button_id(row: usize) -> String {
    format!("match-row-{row}")
}
