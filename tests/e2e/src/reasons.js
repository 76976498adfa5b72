// Every open Why, with what its entry shows. One whose reasons are on their way has no rows.
const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
return [...document.querySelectorAll(".why")].map((why) => {
  const entry = why.closest(".billing");
  // Of a list, the reasons of the place come first and those of the stars are folded; of what is like a
  // movie, those of the stars are all.
  const stars = why.querySelector(".why-stars") ?? why;
  const table = stars.querySelector("table");
  return {
    of: text(entry.querySelector(".title")),
    shown: (text(entry.querySelector(".score .stars")).match(/\d\.\d/) || [""])[0],
    said: text(why.querySelector(".why-said")),
    caption: text(table?.querySelector("caption")),
    rows: [...(table?.querySelectorAll("tbody tr") ?? [])].map((row) => [
      text(row.querySelector("th")),
      text(row.querySelector(".why-amount")),
    ]),
    total: text(table?.querySelector("tfoot .why-amount")),
    note: text(stars.querySelector(".why-note")),
  };
});
