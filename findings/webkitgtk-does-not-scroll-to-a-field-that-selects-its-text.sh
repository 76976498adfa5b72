#!/bin/sh
# WebKitGTK 2.50.6 (Debian's webkit2gtk-driver, its MiniBrowser): Tab takes the focus to a field that is
# out of sight, and the page scrolls to it, a moment after the event `focus`. Where the page's answer to that event is
# to select the field's text, as search fields do so that typing replaces it, the page is not scrolled at all: the focus
# is where nobody sees it.
#
# Bringing the field into sight in the same answer (`scrollIntoView({ block: "nearest" })`) is a way out.
#
# Seen:
#   first: has the focus, in sight true
#   plain: has the focus, in sight true
#   selects: has the focus, in sight false
#   selects and scrolls: has the focus, in sight true
#
# Installs the two packages by apt, for the whole system: a browser has no folder of its own.
set -eu
version=2.50.6
is_there() { dpkg-query --show --showformat='${Version}' webkit2gtk-driver 2> /dev/null | grep -q "^$version-"; }
if ! is_there || ! command -v Xvfb > /dev/null; then
  # Debian keeps the newest revision alone.
  apt-get install --quiet --yes webkit2gtk-driver xvfb
  is_there || { echo "changed: there is no WebKitGTK $version"; exit 1; }
fi
folder=$(mktemp -d)
trap 'kill $display $driver 2> /dev/null; rm -rf "$folder"' EXIT
Xvfb -displayfd 3 -screen 0 800x600x24 3> "$folder/display" 2> "$folder/xvfb" & display=$!
while [ ! -s "$folder/display" ]; do sleep 0.1; done
export DISPLAY=":$(cat "$folder/display")"
WebKitWebDriver --port=47112 > "$folder/driver" 2>&1 & driver=$!
cat > "$folder/page.html" <<'HTML'
<!doctype html><title>Fields</title><style>input { display: block; margin-top: 3000px }</style>
<button id="first">Start</button>
<input id="plain" value="text">
<input id="selects" value="text" onfocus="this.select()">
<input id="selects and scrolls" value="text" onfocus="this.select(); this.scrollIntoView({ block: 'nearest' })">
HTML
cat > "$folder/look.py" <<'PY'
import glob, json, sys, time, urllib.error, urllib.request

def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("http://127.0.0.1:47112" + path, data)
    return json.load(urllib.request.urlopen(request))["value"]

for _ in range(100):
    try:
        ask("/status")
        break
    except (OSError, urllib.error.URLError):
        time.sleep(0.1)
browser = glob.glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")[0]
options = {"binary": browser, "args": ["--automation"]}
session = ask("/session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})["sessionId"]
here = f"/session/{session}"
ask(f"{here}/url", {"url": "file://" + sys.argv[1]})

SEEN = """const it = document.activeElement;
  const { top, bottom } = it.getBoundingClientRect();
  const middle = (top + bottom) / 2;
  return [it.id, middle >= 0 && middle <= innerHeight];"""
PATIENCE = 3  # seconds

for _ in range(4):
    tab = [{"type": kind, "value": "\ue004"} for kind in ("keyDown", "keyUp")]
    ask(f"{here}/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": tab}]})
    start = time.monotonic()
    while True:
        name, is_seen = ask(f"{here}/execute/sync", {"script": SEEN, "args": []})
        if is_seen or time.monotonic() - start > PATIENCE:
            break
        time.sleep(0.1)
    print(f"{name}: has the focus, in sight {str(is_seen).lower()}")
ask(here + "/window")
PY
python3 "$folder/look.py" "$folder/page.html" | tee "$folder/seen"
for line in "plain: has the focus, in sight true" "selects: has the focus, in sight false" \
  "selects and scrolls: has the focus, in sight true"; do
  grep -qx "$line" "$folder/seen" || { echo "changed: $line"; exit 1; }
done
echo "as described"
