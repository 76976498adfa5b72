// All that the page says, but for what passes (what was done, how long it took) and what somebody has
// opened; without the marks of a translation.
const app = document.querySelector("#app").cloneNode(true);
const passing = "[role=status], [role=alert], .combobox-popup, .why-place, .steering-part, .train-facts";
app.querySelectorAll(passing).forEach((element) => element.remove());
app.querySelectorAll("dt").forEach((name) => {
  if (/Took/.test(name.textContent)) name.parentElement.remove();
});
return app.textContent.replace(/[⟪⟫]/g, "").replace(/\s+/g, " ").trim();
