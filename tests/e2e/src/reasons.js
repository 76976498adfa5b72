// Every open Why, with what its entry shows. One whose reasons are on their way has no rows.
const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
return [...document.querySelectorAll(".why")].map((why) => {
  const entry = why.closest(".billing");
  const table = why.querySelector("table");
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
    note: text(why.querySelector(".why-note")),
  };
});
