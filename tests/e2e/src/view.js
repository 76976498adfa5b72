// What the page shows, as one value: reading it at once cannot meet a half-updated page.
const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

const box = document.querySelector("input[role=combobox]");
const listbox = box && document.getElementById(box.getAttribute("aria-controls"));
const active = box && document.getElementById(box.getAttribute("aria-activedescendant") || "");
const focused = document.activeElement;

const rows = (name) => all(`ol[aria-label="${name}"] > li`).map((row) => ({
  rank: text(row.querySelector(".rank")),
  title: text(row.querySelector(".title")),
  year: text(row.querySelector(".year")),
  genres: text(row.querySelector(".genres")),
  stars: (text(row.querySelector(".stars")).match(/predicted \d\.\d of 5/) || [""])[0],
  elsewhere: text(row.querySelector(".elsewhere")),
}));
// Of those behind a closed *More* too: what is not offered is hidden itself.
const models = all("[data-test=models]:not([hidden]) label:not([hidden])");
// The page is drawn in pieces; these come last, or what is said where they cannot be had.
const last = document.querySelector("main.recommend") ? ["[data-test=profile]", ".how", ".bottom"]
  : document.querySelector("main.evidence") ? [".evidence-contents"] : [".train-form"];
if (document.querySelector(".bills")) last.push(".take-along");
const isThere = last.every((piece) => document.querySelector(piece));
const isMissing = document.querySelector("[data-test=everybody-missing], [data-test=unfetched]") !== null;

return {
  query: location.search,
  ready: (isThere || isMissing) && document.querySelector("#app .skeleton, .bill[aria-busy=true]") === null,
  who: box ? box.value : "",
  caret: box ? box.selectionStart : null,
  expanded: box !== null && box.getAttribute("aria-expanded") === "true",
  focus_in_box: box !== null && focused === box,
  options: listbox && shown(listbox) ? all("[role=option]", listbox).map(text) : [],
  active: active ? text(active) : null,
  how_many: (document.querySelector("#how-many") || { value: "" }).value,
  rows: rows("Recommendations"),
  matches: all("ol[aria-label=Recommendations] .fit-number")
    // A translated page has brackets around everything.
    .map((it) => Number(text(it).replace(/\D/g, ""))),
  rows_beside: rows("Recommendations beside them"),
  note: text(document.querySelector(".programme-note")),
  models: models.map(text),
  model: text(models.find((label) => label.querySelector("input:checked"))),
  model_news: text(document.querySelector("[data-test=model-news]")),
  ordered_by: all(".ordered-by").map(text),
  how: text(document.querySelector(".how")),
  profile: text(document.querySelector("[data-test=profile]")),
  history: all("[data-test=history] li").map(text),
  notices: all("[role=status], [role=alert]")
    // A region that is always there, with what is not shown in it.
    .filter((it) => !it.querySelector(".static-newer[hidden]")).filter(shown).map(text).filter((said) => said !== ""),
  width: document.documentElement.clientWidth,
  height: document.documentElement.clientHeight,
  content_width: document.documentElement.scrollWidth,
  background: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.body).color,
};
