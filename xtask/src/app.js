
// A part of the app. A file that is not there any more went with an older version of the page
// (src/browser/page.rs); why a file with a hash did not come, a browser does not say.
async function part(name, integrity) {
  const url = new URL(name, import.meta.url);
  try {
    const answer = await fetch(url, { integrity });
    if (answer.ok) return answer;
    throw new TypeError(`${name}: the site answered ${answer.status}`);
  } catch (failure) {
    const { status } = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => ({}));
    if (status === 404 || status === 410) document.documentElement.setAttribute("data-outdated", "");
    throw failure;
  }
}
