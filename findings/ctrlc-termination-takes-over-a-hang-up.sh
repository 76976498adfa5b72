#!/bin/sh
# ctrlc 3.5.2 with its feature `termination`: a program under nohup ends at a hang-up all the same.
#
# nohup starts a program with SIGHUP ignored, and programs that set handlers are expected to leave an
# ignored signal ignored. With `termination`, ctrlc handles SIGINT, SIGTERM and SIGHUP whatever they
# were before, so a long job that somebody put behind nohup hears a hang-up as if it were Ctrl-C.
# signal-hook handles only the signals that it is told.
#
# Seen: without ctrlc the program outlives the hang-up; with it the handler runs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --bin --name hangup
cargo add --quiet ctrlc@=3.5.2 --features termination
cat > src/main.rs <<'RUST'
use std::sync::mpsc::channel;
use std::time::Duration;

fn main() {
    let (tx, rx) = channel();
    if std::env::args().nth(1).as_deref() == Some("handled") {
        ctrlc::set_handler(move || tx.send(()).unwrap()).unwrap();
        println!("ready");
        match rx.recv_timeout(Duration::from_secs(5)) {
            Ok(()) => println!("told to end"),
            Err(_) => println!("went on"),
        }
    } else {
        println!("ready");
        std::thread::sleep(Duration::from_secs(2));
        println!("went on");
    }
}
RUST
cargo build --quiet
for kind in plain handled; do
  nohup ./target/debug/hangup "$kind" > "$kind.txt" 2>&1 &
  child=$!
  until grep -q ready "$kind.txt" 2>/dev/null; do sleep 0.1; done
  kill -HUP "$child"
  wait "$child" || true
  echo "$kind: $(tail -n 1 "$kind.txt")"
done
grep -q "went on" plain.txt || { echo "changed: an ignored hang-up ends a program without ctrlc"; exit 1; }
grep -q "told to end" handled.txt || { echo "changed: ctrlc leaves an ignored hang-up ignored"; exit 1; }
echo "as described"
