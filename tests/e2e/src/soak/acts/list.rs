//! Acts with the list, whosever it is: reading it, putting movies aside, steering, who is watching.

use super::super::look::Place::List;
use super::Act;

pub(super) const ACTS: &[Act] = &[
    Act::at(
        List,
        "opens Why, or closes it",
        8,
        r#"({ pick }) => {
            const buttons = all(".why-button");
            if (buttons.length === 0) return;
            pick(buttons).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "reads why so many stars",
        2,
        r#"({ pick }) => {
            const summaries = all(".why-stars summary");
            if (summaries.length === 0) return;
            pick(summaries).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "has seen a movie",
        6,
        r#"({ pick }) => {
            const buttons = all("[data-act=seen]");
            if (buttons.length === 0) return;
            const button = pick(buttons);
            const did = { viewer: viewer(), movie: name(find("h3", button.closest("li"))), mark: "seen" };
            button.click();
            return [{ mark: did }];
        }"#,
    ),
    Act::at(
        List,
        "does not want a movie",
        5,
        r#"({ pick }) => {
            const buttons = all("[data-act=hidden]");
            if (buttons.length === 0) return;
            const button = pick(buttons);
            const did = { viewer: viewer(), movie: name(find("h3", button.closest("li"))), mark: "hidden" };
            button.click();
            return [{ mark: did }];
        }"#,
    ),
    Act::at(
        List,
        "puts a movie back",
        6,
        r#"({ pick }) => {
            const rows = all(".aside-row");
            if (rows.length === 0) return;
            const row = pick(rows);
            const did = { viewer: viewer(), movie: name(find(".title-link", row)), mark: null };
            find("button", row).click();
            return [{ mark: did }];
        }"#,
    ),
    Act::at(
        List,
        "looks at what is put aside",
        1,
        r##"() => {
            const summary = find("#put-aside");
            if (!summary) return;
            summary.click();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "puts a movie aside on its page, or back",
        5,
        r##"({ pick }) => {
            const buttons = all("#page-aside, #page-hidden, #page-back");
            if (buttons.length === 0) return;
            const button = pick(buttons);
            const mark = { "page-aside": "seen", "page-hidden": "hidden", "page-back": null }[button.id];
            const did = { viewer: viewer(), movie: text(find("#programme-title")), mark };
            button.click();
            return [{ mark: did }];
        }"##,
    ),
    Act::at(
        List,
        "asks for more like a movie",
        4,
        r#"({ pick }) => {
            const buttons = all("[data-act=like]");
            if (buttons.length === 0) return;
            pick(buttons).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "opens a movie's page",
        4,
        r#"({ pick }) => {
            const links = all("a.title, a.title-link");
            if (links.length === 0) return;
            pick(links).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "goes back to the list",
        14,
        r#"() => {
            const back = find(".programme .back");
            if (!back) return;
            back.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "chooses somebody by number",
        3,
        r##"async ({ draw, pick }) => {
            const field = find("#who");
            enter(field, String(1 + draw(1200)));
            await frame();
            await frame();
            const options = all("#who-options [role=option]");
            if (options.length > 0) pick(options).click();
            else press(field, "Escape");
            field.blur();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "chooses somebody by keys",
        2,
        r##"async ({ draw, pick }) => {
            const field = find("#who");
            field.focus();
            if (draw(2)) enter(field, pick(["artist", "writer", "you", "1", "nobody at all"]));
            for (let n = draw(4); n >= 0; n -= 1) press(field, pick(["ArrowDown", "ArrowUp"]));
            await frame();
            press(field, pick(["Enter", "Enter", "Escape"]));
            // A page that is not in front is told of no blur.
            press(field, "Escape");
            field.blur();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "chooses one of the examples",
        5,
        r#"({ pick }) => {
            pick(all("[data-test=quick-picks] button")).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "chooses themselves",
        6,
        r#"() => {
            find("[data-test=quick-picks] button").click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "is surprised",
        2,
        r#"async ({ draw }) => {
            const button = await opened("[data-test=more]", "[data-test=surprise]");
            // The page takes the clock for dice: with ours, the same seed does the same.
            const now = 1e6 + draw(1e9) / 1e3;
            performance.now = () => now;
            button.click();
            delete performance.now;
            return [];
        }"#,
    ),
    Act::at(
        List,
        "asks for one movie more or fewer",
        4,
        r#"async ({ pick }) => {
            await opened("[data-test=more]", ".step");
            pick(all(".step")).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "types how many movies",
        2,
        r##"async ({ pick }) => {
            const field = await opened("[data-test=more]", "#how-many");
            enter(field, pick(["10", "10", "7", "25", "1", "50", "0", "99", "-3", "1e3", ""]));
            leave(field);
            return [];
        }"##,
    ),
    Act::at(
        List,
        "moves a lever",
        6,
        r#"async ({ draw, pick }) => {
            const [knob, lever] = pick([["familiar", "obscure"], ["varied", "varied"], ["blend", "stars"]]);
            const slider = await opened(`[data-test=knob-${knob}]`, `[data-test=${lever}] [type=range]`);
            if (!slider) return;
            for (let n = 1 + draw(5); n > 0; n -= 1) {
              enter(slider, String(draw(101)));
              if (draw(2)) await frame();
            }
            return [];
        }"#,
    ),
    Act::at(
        List,
        "types a lever's number",
        2,
        r#"async ({ pick }) => {
            const [knob, lever] = pick([["familiar", "obscure"], ["varied", "varied"], ["blend", "stars"]]);
            const field = await opened(`[data-test=knob-${knob}]`, `[data-test=${lever}] [type=number]`);
            if (!field) return;
            enter(field, pick(["0", "0", "50", "100", "101", "-1", "", "7.5"]));
            leave(field);
            return [];
        }"#,
    ),
    Act::at(
        List,
        "wants a genre, or not",
        3,
        r#"async ({ pick }) => {
            const chips = await opened("[data-test=knob-genres]", "[data-test=genres]");
            if (!chips) return;
            pick(all(".chip", chips)).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "types years",
        3,
        r#"async ({ pick }) => {
            const fields = await opened("[data-test=knob-years]", "[data-test=years]");
            if (!fields) return;
            const field = pick(all("input", fields));
            enter(field, pick(["", "", "1950", "1990", "1997", "2024", "19", "x"]));
            leave(field);
            return [];
        }"#,
    ),
    Act::at(
        List,
        "steers no more",
        6,
        r##"({ pick }) => {
            const buttons = all("#steering-reset[aria-disabled=false], [data-test=shortfall] button");
            if (buttons.length === 0) return;
            pick(buttons).click();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "orders by match or by stars",
        2,
        r#"({ pick }) => {
            const choices = all("[data-test=order] input");
            if (choices.length === 0) return;
            pick(choices).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "chooses a model, or two",
        3,
        r#"async ({ pick }) => {
            await opened("[data-test=more]", "[data-test=models]");
            const choices = all("[data-test=models] label:not([hidden]) input:not(:disabled)");
            if (choices.length === 0) return;
            pick(choices).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "goes back to the model of the page",
        2,
        r#"() => {
            const back = find("[data-test=by-yours] button");
            if (!back) return;
            back.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "compares with somebody",
        3,
        r##"async ({ draw, pick }) => {
            const field = await opened("[data-test=more]", "#with");
            enter(field, pick(["", "you", "nobody", String(1 + draw(943)), String(1 + draw(943))]));
            await frame();
            await frame();
            const options = all("#with-options [role=option]");
            if (options.length > 0) pick(options).click();
            else press(field, "Escape");
            field.blur();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "swaps sides, or compares no more",
        3,
        r#"({ pick }) => {
            const buttons = all(".compared > button:not([hidden])");
            if (buttons.length === 0) return;
            pick(buttons).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "wants one list for two, or two",
        4,
        r#"({ pick }) => {
            const choices = all("[data-test=together] input");
            if (choices.length === 0) return;
            pick(choices).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "searches a history",
        2,
        r#"({ draw, pick }) => {
            const field = find("[aria-labelledby=history-title] [type=search]");
            if (!field) return;
            enter(field, pick(["", "the", "star", "xyzzy", "a b c"]));
            field.blur();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "puts a history in another order",
        2,
        r#"({ draw }) => {
            const field = find("[aria-labelledby=history-title] select");
            if (!field) return;
            select(field, draw(field.options.length));
            return [];
        }"#,
    ),
    Act::at(
        List,
        "shows all of a history, or less",
        1,
        r#"() => {
            const more = find("[aria-labelledby=history-title] .more");
            if (!more) return;
            more.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "looks at a portrait, or no more",
        2,
        r#"() => {
            const summary = find("[data-test=portrait]:not([hidden]) summary");
            if (!summary) return;
            summary.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "takes the list along",
        2,
        r#"({ pick }) => {
            // Not on paper: a print waits for somebody.
            const buttons = all(".take-along button").filter((it) => /CSV|JSON/.test(text(it)));
            if (buttons.length === 0) return;
            pick(buttons).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "opens a knob or More, or closes it",
        2,
        r#"({ pick }) => {
            pick(all(".knob, [data-test=more]")).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "reads how it works",
        1,
        r#"({ pick }) => {
            const summaries = all(".how summary, .numbers summary");
            if (summaries.length === 0) return;
            pick(summaries).click();
            return [];
        }"#,
    ),
];
