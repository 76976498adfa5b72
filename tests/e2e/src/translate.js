// What a browser's translation does to a page: every text node leaves it, and elements with other texts
// stand in its place. These have the old text between marks.
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  if (/[\p{L}\p{N}]/u.test(walker.currentNode.data)) texts.push(walker.currentNode);
}
for (const text of texts) {
  const [outer, inner] = ["font", "font"].map((name) => document.createElement(name));
  inner.textContent = `⟪${text.data}⟫`;
  outer.append(inner);
  text.replaceWith(outer);
}
return texts.length;
