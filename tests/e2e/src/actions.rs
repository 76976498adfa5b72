//! What a visitor does again and again: the table of what `cargo xtask measure` times.
//!
//! An action names no movie and no user of one data set, so that any catalogue can be measured; what
//! it has to type, it reads off the page.

/// Something that a visitor does again and again. A new one is an entry of [`ACTIONS`].
pub struct Action {
    /// As it is printed.
    pub name: &'static str,
    /// Where it is done.
    pub(crate) query: &'static str,
    /// How often it is timed, after a fifth as many turns to warm up.
    pub turns: usize,
    /// A JavaScript function of the turn (timing.js says what it returns and may use).
    pub(crate) script: &'static str,
}

/// Somebody of the data set with ten movies.
const LIST: &str = "?user=500&k=10";
/// The visitor with ten movies.
const YOU: &str = "?user=you&k=10";

/// What `cargo xtask measure` times.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "choosing a user",
        query: "?user=943&k=10",
        turns: 200,
        // Another user each time, so that no list is there already.
        script: r#"async (turn) => {
            const box = "input[role=combobox]";
            enter(box, String(turn + 1));
            await frame();
            press(box, "ArrowDown");
            await frame();
            return { act: () => press(box, "Enter"), seen: list };
        }"#,
    },
    Action {
        name: "one movie more or fewer",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => ({
            act: () => click(".step[aria-label$=" + (turn % 2 ? "fewer]" : "more]")),
            seen: list,
        })"#,
    },
    Action {
        name: "a step from familiar to obscure",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            await opened("familiar");
            return {
                act: () => enter("[data-test=obscure] [type=range]", there_and_back(turn)),
                seen: list,
            };
        }"#,
    },
    Action {
        name: "a step from focused to varied",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            await opened("varied");
            return {
                act: () => enter("[data-test=varied] [type=range]", there_and_back(turn)),
                seen: list,
            };
        }"#,
    },
    Action {
        name: "a step from popular to stars",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            await opened("blend");
            return {
                act: () => enter("[data-test=stars] [type=range]", there_and_back(turn)),
                seen: list,
            };
        }"#,
    },
    Action {
        name: "opening Why",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            all(".why-button[aria-expanded=true]").forEach((button) => button.click());
            const buttons = all(".why-button");
            return { act: () => buttons[turn % buttons.length].click(), seen: list };
        }"#,
    },
    Action {
        name: "more like this",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            const alike = () => text("ol[aria-label='Movies like it']");
            if (alike()) await changed(alike, () => click(".back"));
            const buttons = all("[data-act=like]");
            return { act: () => buttons[turn % buttons.length].click(), seen: alike };
        }"#,
    },
    Action {
        name: "searching the history",
        query: LIST,
        turns: 60,
        script: r#"async (turn) => {
            const field = "[aria-labelledby=history-title] [type=search]";
            enter(field, "");
            await frame();
            const typed = beginning("[data-test=history] .rated-title", turn);
            return { act: () => enter(field, typed), seen: () => text("[data-test=history]") };
        }"#,
    },
    Action {
        name: "opening the desk",
        query: LIST,
        turns: 40,
        script: r#"async (turn) => {
            const desk = () => text("[data-test=desk]");
            const picks = all("[data-test=quick-picks] button");
            if (desk()) await changed(desk, () => picks.at(-1).click());
            return { act: () => picks[0].click(), seen: desk };
        }"#,
    },
    Action {
        name: "searching the catalogue",
        query: YOU,
        turns: 60,
        script: r##"async (turn) => {
            const typed = beginning("ol[aria-label=Recommendations] .title", turn);
            return { act: () => enter("#find", typed), seen: () => text("#find-options") };
        }"##,
    },
    Action {
        name: "one star more to twenty",
        query: YOU,
        turns: 60,
        // Each turn's star is another movie's, and is taken back before the next.
        script: r#"async (turn) => {
            const give = (stars) => {
                const tile = document.querySelector("[data-test=starter] li");
                tile.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
                tile.querySelector(`input[value="${stars}"]`).click();
            };
            for (let n = 0; turn === 0 && n < 20; n += 1) {
                await frame();
                give(1 + (n * 3) % 5);
            }
            if (turn > 0) click("[data-test=given] .rate-back:not(.is-off)");
            await frame();
            return { act: () => give(5), seen: list };
        }"#,
    },
];
