#!/bin/sh
# ChromeDriver 156.0.8078.114 with Chromium 156.0.8078.114 (Debian's chromium-driver and chromium): what a script of
# `execute/sync` or `execute/async` returns stays in the memory of the page that it ran in, as long as the page is not
# left; collecting the garbage does not help. The driver asks for the result as an object, which the DevTools protocol
# holds for it, and does not let go of it.
#
# Who drives a page for long and looks at its memory sees it grow by what the test asks, and takes that for the page's:
# 4,000 scripts that return 8 kB each are 32 MB. `Runtime.evaluate` with `returnByValue`, by way of
# `goog/cdp/execute`, leaves nothing.
#
# Seen, bytes of JSHeapUsedSize for each of 300 calls, garbage collected before and after:
#   execute/sync, returns null: less than 1,000
#   execute/sync, returns 10,000 characters: more than 10,000
#   execute/async, returns 10,000 characters: more than 10,000
#   Runtime.evaluate, returnByValue, 10,000 characters: less than 1,000
#   execute/sync, after the page was loaded anew: none of it is left
#
# Installs the two packages by apt, for the whole system: a browser has no folder of its own.
set -eu
version=156.0.8078.114
is_there() { dpkg-query --show --showformat='${Version}' "$1" 2> /dev/null | grep -q "^$version-"; }
if ! is_there chromium || ! is_there chromium-driver; then
  # Debian keeps the newest revision alone.
  apt-get install --quiet --yes chromium chromium-driver
  is_there chromium && is_there chromium-driver || { echo "changed: there is no Chromium $version"; exit 1; }
fi
folder=$(mktemp -d)
trap 'kill $driver 2> /dev/null; rm -rf "$folder"' EXIT
chromedriver --port=47113 > "$folder/driver" 2>&1 & driver=$!
cat > "$folder/look.py" <<'PY'
import json, time, urllib.error, urllib.request

def ask(path, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("http://127.0.0.1:47113" + path, data, method=method)
    return json.load(urllib.request.urlopen(request))["value"]

for _ in range(100):
    try:
        ask("/status")
        break
    except (OSError, urllib.error.URLError):
        time.sleep(0.1)
options = {"args": ["--headless=new", "--no-sandbox"]}
session = ask("/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})["sessionId"]
here = f"/session/{session}"
ask(f"{here}/url", {"url": "data:text/html,<title>Empty</title>"})

def devtools(command, **parameters):
    return ask(f"{here}/goog/cdp/execute", {"cmd": command, "params": parameters})

def heap():
    for _ in range(3):
        devtools("HeapProfiler.collectGarbage")
    devtools("Performance.enable")
    metrics = devtools("Performance.getMetrics")["metrics"]
    return next(it["value"] for it in metrics if it["name"] == "JSHeapUsedSize")

TEXT = "'x'.repeat(10_000) + "

def by_script(kind, script):
    return lambda n: ask(f"{here}/execute/{kind}", {"script": script, "args": [n]})

def by_value(n):
    return devtools("Runtime.evaluate", expression=f"{TEXT}{n}", returnByValue=True)

N = 300

def grown(calls):
    before = heap()
    for n in range(N):
        calls(n)
    each = (heap() - before) / N
    return "more than 10,000" if each > 10_000 else "less than 1,000" if each < 1_000 else f"{each:.0f}"

empty = heap()
sync = by_script("sync", f"return {TEXT}arguments[0];")
print("execute/sync, returns null:", grown(by_script("sync", f"const it = {TEXT}arguments[0]; return null;")))
print("execute/sync, returns 10,000 characters:", grown(sync))
done = by_script("async", f"arguments[1]({TEXT}arguments[0]);")
print("execute/async, returns 10,000 characters:", grown(done))
print("Runtime.evaluate, returnByValue, 10,000 characters:", grown(by_value))
ask(f"{here}/refresh", {})
is_free = heap() < empty + 1_000_000
print("execute/sync, after the page was loaded anew:", "none of it is left" if is_free else "it is left")
ask(here, method="DELETE")
PY
seen=$(python3 "$folder/look.py")
echo "$seen"
expected="execute/sync, returns null: less than 1,000
execute/sync, returns 10,000 characters: more than 10,000
execute/async, returns 10,000 characters: more than 10,000
Runtime.evaluate, returnByValue, 10,000 characters: less than 1,000
execute/sync, after the page was loaded anew: none of it is left"
if [ "$seen" = "$expected" ]; then echo "as described"; else echo "changed"; exit 1; fi
