#!/bin/sh
# WebKitGTK 2.50.6 (Debian's webkit2gtk-driver, its MiniBrowser): an arrow key among radio buttons
# takes the focus to the next one, and that one does not match `:focus-visible`. The one that Tab reached before does,
# and so does whatever a key reaches in Chromium.
#
# A page that draws its rings by `:focus-visible`, as is usual, shows no focus from the second choice of a group on, to
# whoever has nothing but a keyboard. Giving the focus once more, from the `change`, brings the ring.
#
# Seen:
#   Tab: a, focus-visible true
#   Down: b, focus-visible false
#   focused once more: b, focus-visible true
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
WebKitWebDriver --port=47111 > "$folder/driver" 2>&1 & driver=$!
cat > "$folder/page.html" <<'HTML'
<!doctype html><title>Radio buttons</title>
<input type="radio" name="one" id="a" checked><input type="radio" name="one" id="b">
HTML
cat > "$folder/look.py" <<'PY'
import glob, json, sys, time, urllib.error, urllib.request

def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("http://127.0.0.1:47111" + path, data)
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

def press(key):
    keys = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
    ask(f"{here}/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": keys}]})

def look(what):
    script = "const it = document.activeElement; return [it.id, it.matches(':focus-visible')];"
    name, ring = ask(f"{here}/execute/sync", {"script": script, "args": []})
    print(f"{what}: {name}, focus-visible {str(ring).lower()}")

press("\ue004")
look("Tab")
press("\ue015")
look("Down")
again = "const it = document.activeElement; it.blur(); it.focus();"
ask(f"{here}/execute/sync", {"script": again, "args": []})
look("focused once more")
ask(here + "/window")
PY
python3 "$folder/look.py" "$folder/page.html" | tee "$folder/seen"
grep -qx "Tab: a, focus-visible true" "$folder/seen" || { echo "changed: Tab"; exit 1; }
grep -qx "Down: b, focus-visible false" "$folder/seen" || { echo "changed: the arrow key"; exit 1; }
grep -qx "focused once more: b, focus-visible true" "$folder/seen" || { echo "changed: the focus given once more"; exit 1; }
echo "as described"
