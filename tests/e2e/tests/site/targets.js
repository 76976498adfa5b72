// Everything that can be pressed and is smaller than a fingertip, with its size. A field that is
// hidden behind its label has the size of both; a link in a sentence may be as high as its line.
const LEAST = 24;
const pressable = "a[href], button, input, select, textarea, summary, [role=option], [role=slider], "
  + "[role=tab], [role=radio], [role=checkbox], [role=switch], [tabindex='0']";
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
// What is only for the keyboard comes into view with the focus.
const on_screen = (box) => box.bottom > -scrollY && box.right > 0 && box.width > 0;

return [...document.querySelectorAll(pressable)].filter(shown).flatMap((element) => {
  const boxes = [element, ...(element.labels || [])].map((it) => it.getBoundingClientRect());
  if (!on_screen(boxes[0]) || (element.matches("a") && element.closest("p"))) return [];
  const width = Math.max(...boxes.map((box) => box.width));
  const height = Math.max(...boxes.map((box) => box.height));
  if (width >= LEAST && height >= LEAST) return [];
  const name = (element.getAttribute("aria-label") || element.textContent || element.name).trim();
  return [`${element.tagName.toLowerCase()}.${element.className} "${name}" is ${width} × ${height} px`];
});
