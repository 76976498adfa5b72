// Texts, and stars that are drawn, of which a part is cut off: by what they are in, or by the window.
const shown = { opacityProperty: true, visibilityProperty: true };
const clips = (value) => value === "hidden" || value === "clip";
const scrolls = (value) => value === "auto" || value === "scroll";
// What is not drawn while it is out of sight cuts off as if it were.
const drawnLater = new Set([...document.querySelectorAll("*")]
  .filter((it) => getComputedStyle(it).contentVisibility === "auto"));
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { content-visibility: visible !important; }");
document.adoptedStyleSheets.push(sheet);

const SLACK = 1; // Fractions of a pixel are no letters.
const window_ = { left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity };
// The boxes that cut off what is in an element, inside out.
const boxes = (element) => {
  const found = [];
  for (let it = element; it && it !== document.body; it = it.parentElement) {
    const style = getComputedStyle(it);
    if (scrolls(style.overflowX) || scrolls(style.overflowY)) return found;
    // One line of a field or of a list, which says that it goes on; what is chosen stands elsewhere in full.
    if (style.textOverflow === "ellipsis") return found;
    if (clips(style.overflowX) || clips(style.overflowY) || drawnLater.has(it)) {
      found.push(it.getBoundingClientRect());
    }
  }
  return [...found, window_];
};
// What is there for ears alone, by a class of its own or, in some windows, by its style.
const isHeard = (element) => {
  if (element.closest(".visually-hidden, .skip")) return true;
  for (let it = element; it; it = it.parentElement) {
    if (getComputedStyle(it).clipPath === "inset(50%)") return true;
  }
  return false;
};
const isCut = (rect, box) => rect.width > 0 && (rect.left < box.left - SLACK || rect.right > box.right + SLACK
  || rect.top < box.top - SLACK || rect.bottom > box.bottom + SLACK);

const wrong = [];
const look = (element, rects, what) => {
  if (!element.checkVisibility(shown) || element.closest("option, svg") || isHeard(element)) return;
  const around = boxes(element);
  if ([...rects].some((rect) => around.some((box) => isCut(rect, box)))) wrong.push(what);
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode;
  if (text.data.trim() === "") continue;
  const range = document.createRange();
  range.selectNodeContents(text);
  look(text.parentElement, range.getClientRects(), `“${text.data.trim()}” in .${text.parentElement.className}`);
}
for (const stars of document.querySelectorAll(".stars-drawn, .rate-star")) {
  look(stars, stars.getClientRects(), `stars in .${stars.parentElement.className}`);
}
document.adoptedStyleSheets.pop();
return [...new Set(wrong)];
