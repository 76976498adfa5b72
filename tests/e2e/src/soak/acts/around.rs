//! Acts around the list: the way between the views and through the browser's history, the theme, scrolling; what is
//! played with in *Evidence*, and the form of *Train*.

use super::super::look::Place::{Evidence, List, Train};
use super::Act;

pub(super) const ACTS: &[Act] = &[
    Act::at(
        List,
        "goes to another view",
        3,
        r#"({ pick }) => {
            pick(all(".views a")).click();
            return [];
        }"#,
    ),
    Act::at(Train, "goes on from Train", 6, LEAVE),
    Act::at(Evidence, "goes on from Evidence", 6, LEAVE),
    Act::anywhere(
        "goes back in the browser",
        3,
        r#"async () => {
            const way = window.navigation;
            const before = way?.entries()[way.currentEntry.index - 1];
            if (!before?.sameDocument) return;
            const gone = new Promise((done) => addEventListener("popstate", done, { once: true }));
            history.back();
            await gone;
            return [];
        }"#,
    ),
    Act::anywhere(
        "goes forward in the browser",
        2,
        r#"async () => {
            const way = window.navigation;
            const next = way?.entries()[way.currentEntry.index + 1];
            if (!next?.sameDocument) return;
            const gone = new Promise((done) => addEventListener("popstate", done, { once: true }));
            history.forward();
            await gone;
            return [];
        }"#,
    ),
    Act::anywhere(
        "chooses a theme",
        1,
        r#"({ pick }) => {
            pick(all(".theme-choice input")).click();
            return [];
        }"#,
    ),
    Act::anywhere(
        "scrolls",
        3,
        r#"({ draw }) => {
            scrollTo({ top: draw(document.documentElement.scrollHeight), behavior: "instant" });
            return [];
        }"#,
    ),
    Act::at(
        Evidence,
        "plays with the evidence",
        8,
        r#"({ draw, pick }) => {
            const fields = all(".evidence input[type=range], .evidence select, .evidence input[type=radio],"
              + " [data-test=figure-table], [data-test=figure-how], .game-star").filter(shown);
            if (fields.length === 0) return;
            const field = pick(fields);
            if (field.localName === "select") {
              select(field, draw(field.options.length));
            } else if (field.type === "range") {
              const [least, most] = [Number(field.min), Number(field.max)];
              const by = Number(field.step) || 1;
              enter(field, String(least + by * draw(Math.floor((most - least) / by) + 1)));
              leave(field);
            } else field.click();
            return [];
        }"#,
    ),
    Act::at(
        Train,
        "chooses a recipe",
        3,
        r#"({ pick }) => {
            pick(all("[data-test=presets] input")).click();
            return [];
        }"#,
    ),
    Act::at(
        Train,
        "types a number of a recipe",
        3,
        r#"({ pick }) => {
            const fields = all(".train-fields input").filter(shown);
            if (fields.length === 0) return;
            const field = pick(fields);
            enter(field, pick(["1", "3", "0.05", "many", "", "1e9"]));
            leave(field);
            return [];
        }"#,
    ),
    Act::at(
        Train,
        "unfolds what is folded",
        2,
        r#"({ pick }) => {
            pick(all(".train summary").filter(shown)).click();
            return [];
        }"#,
    ),
];

const LEAVE: &str = r#"({ pick }) => {
    const links = all(".views a");
    // Most of what there is to do is around the list.
    pick([links[0], links[0], ...links]).click();
    return [];
}"#;
