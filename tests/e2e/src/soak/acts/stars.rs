//! Acts with the visitor's own stars, wherever they are given; what is tried out; files of ratings.

use super::super::look::Place::List;
use super::Act;

pub(super) const ACTS: &[Act] = &[
    Act::at(
        List,
        "gives stars on the strip by pointing",
        14,
        r#"({ pick }) => {
            const tiles = all("[data-test=starter] > li");
            if (tiles.length === 0) return;
            const tile = pick(tiles);
            const star = pick(all("input", tile));
            const did = [{ rate: { movie: movie_of(star), stars: star.value } }];
            tile.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
            star.click();
            return did;
        }"#,
    ),
    Act::at(
        List,
        "gives stars on the strip by keys",
        3,
        r#"({ pick }) => {
            const tiles = all("[data-test=starter] > li");
            if (tiles.length === 0) return;
            const tile = pick(tiles);
            const star = pick(all("input", tile));
            star.focus();
            press(tile, "ArrowRight");
            star.click();
            return [{ rate: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "has not seen what is on the strip",
        3,
        r#"({ pick }) => {
            const passes = all(".tile-pass");
            if (passes.length === 0) return;
            pick(passes).click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "takes stars back on the strip",
        3,
        r#"({ pick }) => {
            const backs = all("[data-test=starter] .rate-back:not(.is-off)");
            if (backs.length === 0) return;
            const back = pick(backs);
            const movie = movie_of(find("input", back.closest("fieldset")));
            back.click();
            return [{ rate: { movie, stars: null } }];
        }"#,
    ),
    Act::at(
        List,
        "gives other stars among what was rated",
        8,
        r#"({ pick }) => {
            const stars = all("[data-test=given] input[name^=given-]");
            if (stars.length === 0) return;
            const star = pick(stars);
            star.click();
            return [{ rate: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "takes stars back among what was rated",
        4,
        r#"({ pick }) => {
            const backs = all("[data-test=given] > li > fieldset .rate-back:not(.is-off)");
            if (backs.length === 0) return;
            const back = pick(backs);
            const movie = movie_of(find("input", back.closest("fieldset")));
            back.click();
            return [{ rate: { movie, stars: null } }];
        }"#,
    ),
    Act::at(
        List,
        "finds a movie and gives it stars",
        6,
        r##"async ({ draw, pick }) => {
            const field = find("#find");
            if (!field) return;
            const titles = all(".film-title .title, .rated-title, .tile-title").map(text);
            const words = pick(titles).match(/[a-z]{2,}/gi) ?? ["the"];
            enter(field, pick(words).slice(0, 2 + draw(4)));
            await frame();
            await frame();
            const options = all("#find-options [role=option]");
            if (options.length === 0) {
              press(field, "Escape");
              field.blur();
              return [];
            }
            pick(options).click();
            await until(() => find("[data-test=on-desk]"), "the movie is on the desk");
            await rest();
            const desk = find("[data-test=on-desk]");
            const star = pick(all("input", desk));
            const movie = name(find("h3", desk));
            star.click();
            return [{ rate: { movie, stars: star.value } }];
        }"##,
    ),
    Act::at(
        List,
        "looks for a movie that nobody has made",
        1,
        r##"async ({ pick }) => {
            const field = find("#find");
            if (!field) return;
            enter(field, pick(["xyzzy", "\u{1f3ac}", "  ", "<b>", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"]));
            await frame();
            press(field, "ArrowDown");
            press(field, "Escape");
            field.blur();
            return [];
        }"##,
    ),
    Act::at(
        List,
        "gives stars to what was found",
        2,
        r#"({ pick }) => {
            const stars = all("[data-test=on-desk] input");
            if (stars.length === 0) return;
            const star = pick(stars);
            star.click();
            return [{ rate: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "gives stars to what was seen",
        6,
        r#"({ pick }) => {
            const stars = all("[data-test=news] input");
            if (stars.length === 0) return;
            const star = pick(stars);
            if (!movie_of(star)) return;
            star.click();
            return [{ rate: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "gives stars on a movie's page",
        6,
        r#"({ pick }) => {
            const stars = all("[data-test=movie-page] input[name^=page-]");
            if (stars.length === 0) return;
            const star = pick(stars);
            star.click();
            return [{ rate: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "takes stars back on a movie's page",
        3,
        r#"() => {
            const back = find(".movie-rate .rate-back:not(.is-off)");
            if (!back) return;
            const movie = movie_of(find(".movie-rate input"));
            back.click();
            return [{ rate: { movie, stars: null } }];
        }"#,
    ),
    Act::at(
        List,
        "undoes",
        6,
        r##"() => {
            const button = find("#undo");
            if (!button) return;
            button.click();
            return ["undo"];
        }"##,
    ),
    Act::at(
        List,
        "closes the bar that says what was done",
        1,
        r#"() => {
            const close = find(".news-close");
            if (!close) return;
            close.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "takes all stars back",
        1,
        r#"({ draw }) => {
            const clear = find("[data-test=clear]:not([hidden])");
            // Seldom: long lists are to be met too.
            if (!clear || draw(3) > 0) return;
            clear.click();
            return ["clear"];
        }"#,
    ),
    Act::at(
        List,
        "brings a file of ratings",
        2,
        r#"async ({ draw, pick }) => {
            const field = find("[data-test=bring]");
            const links = all("a.title[href*='movie='], a.title-link[href*='movie=']");
            if (!field || links.length === 0) return;
            const chosen = new Map();
            for (let n = 1 + draw(8); n > 0; n -= 1) {
              const link = pick(links);
              const id = new URLSearchParams(link.search).get("movie");
              const heading = link.closest("h3") ?? link;
              const year = text(find(".year", heading));
              const title = name(heading).replace(/ \(\d{4}\)$/, "");
              chosen.set(id, { title, year, stars: String(1 + draw(5)), movie: name(heading) });
            }
            const rows = [...chosen].map(([id, it]) => `"${it.title.replaceAll('"', '""')}",${it.year},${it.stars},${id}`);
            if (draw(2)) rows.push("Nobody Has Made This,1901,4,", "Nor This,1902,11,");
            hand_over(field, "ratings.csv", ["title,year,stars,movie_id", ...rows].join("\r\n"));
            const take = await until(() => find("[data-test=take]"), "the file is read");
            if (draw(5) === 0) {
              find(".report-ends button:last-child").click();
              return [];
            }
            take.click();
            await frame();
            if (draw(2)) find(".report-ends button:last-child").click();
            return [{ import: [...chosen.values()].map(({ movie, stars }) => [movie, stars]) }];
        }"#,
    ),
    Act::at(
        List,
        "brings a file that is none",
        1,
        r#"async ({ draw }) => {
            const field = find("[data-test=bring]");
            if (!field) return;
            hand_over(field, "ratings.csv", "this is,no file\nof ratings,at all\n");
            await until(() => /Nothing was read/.test(text(find("[data-test=report]"))), "the file is refused");
            if (draw(2)) find(".report button").click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "saves the ratings as a file",
        1,
        r#"() => {
            const save = find("[data-test=save]:not(:disabled)");
            if (!save) return;
            save.click();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "looks among what was rated",
        2,
        r#"({ draw, pick }) => {
            const field = find(".given [type=search]");
            if (!field) return;
            enter(field, draw(3) === 0 ? pick(["the", "a", "xyzzy"]) : "");
            field.blur();
            return [];
        }"#,
    ),
    Act::at(
        List,
        "puts what was rated in another order",
        1,
        r#"({ draw }) => {
            const field = find(".given select");
            if (!field) return;
            select(field, draw(field.options.length));
            return [];
        }"#,
    ),
    Act::at(
        List,
        "shows all that was rated, or fewer",
        2,
        r#"() => {
            const more = find("[data-test=more-given]");
            if (!more) return;
            more.click();
            return [];
        }"#,
    ),
];

/// What is tried out with stars.
pub(super) const TRIALS: &[Act] = &[
    Act::at(
        List,
        "asks what if, or no more",
        3,
        r#"({ pick }) => {
            const buttons = all(".what-if-button");
            if (buttons.length === 0) return;
            pick(buttons).click();
            return ["end_trial"];
        }"#,
    ),
    Act::at(
        List,
        "tries other stars",
        6,
        r#"({ pick }) => {
            const stars = all(".what-if input:not(:checked)");
            if (stars.length === 0) return;
            const star = pick(stars);
            star.click();
            return [{ suppose: { movie: movie_of(star), stars: star.value } }];
        }"#,
    ),
    Act::at(
        List,
        "tries the list without a movie",
        2,
        r#"() => {
            const back = find(".what-if .rate-back:not(.is-off)");
            if (!back) return;
            const movie = movie_of(find("input", back.closest("fieldset")));
            back.click();
            return [{ suppose: { movie, stars: null } }];
        }"#,
    ),
    Act::at(
        List,
        "keeps what was tried",
        2,
        r#"() => {
            const keep = find(".what-if-ends .button-strong:not(:disabled)");
            if (!keep) return;
            keep.click();
            return ["keep_trial"];
        }"#,
    ),
    Act::at(
        List,
        "ends the trial",
        2,
        r#"() => {
            const end = find(".what-if-ends button:last-child");
            if (!end) return;
            end.click();
            return ["end_trial"];
        }"#,
    ),
];
