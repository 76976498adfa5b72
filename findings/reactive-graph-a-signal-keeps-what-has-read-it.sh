#!/usr/bin/env bash
# reactive_graph 0.2.16 (Leptos 0.8): whatever has read a signal is noted there as long as the signal lives, also when
# it was dropped long before.
#
# A thousand memos read a signal, each is dropped before the next is made. One would guess that as many bytes are
# allocated then as after the first. Each has left 283 behind: the signal holds a weak reference, and that keeps the
# allocation. Nor does a change of the signal free them. With effects it is the same.
#
# What helps: `clear_sources` of the subscriber, before it is dropped. Matinee grew by 7 kB with each person who was
# chosen, because all rows of a list read what lives as long as the page (the width of the window, say):
# src/follower.rs.
#
# Seen: "left by 1000 dropped memos: 200 bytes or more each", "after a change: as much", "dropped with clear_sources:
# nothing".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "left"
version = "0.1.0"
edition = "2024"

[dependencies]
reactive_graph = "=0.2.16"
EOF
cat >src/main.rs <<'EOF'
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};

use reactive_graph::computed::ArcMemo;
use reactive_graph::graph::{Subscriber, ToAnySubscriber};
use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{Get, Set};

struct Counting;

static LIVE: AtomicIsize = AtomicIsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as isize, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const N: usize = 1_000;

/// Bytes that are left for each of many memos that were made and dropped.
fn left(signal: &ArcRwSignal<u32>, before_drop: fn(&ArcMemo<u32>)) -> isize {
    let before = LIVE.load(Ordering::Relaxed);
    for _ in 0..N {
        let read = signal.clone();
        let memo = ArcMemo::new(move |_| read.get() + 1);
        assert_eq!(memo.get(), 8);
        before_drop(&memo);
    }
    (LIVE.load(Ordering::Relaxed) - before) / N as isize
}

fn main() {
    let signal = ArcRwSignal::new(7);
    let start = LIVE.load(Ordering::Relaxed);
    let each = left(&signal, |_| ());
    let size = if each >= 200 { "200 bytes or more each" } else { "less" };
    println!("left by {N} dropped memos: {size}");
    signal.set(7);
    let still = (LIVE.load(Ordering::Relaxed) - start) / N as isize;
    println!("after a change: {}", if still >= each { "as much" } else { "less" });
    let forgotten = left(&signal, |memo| {
        let subscriber = memo.to_any_subscriber();
        subscriber.clear_sources(&subscriber);
    });
    println!("dropped with clear_sources: {}", if forgotten == 0 { "nothing" } else { "something" });
    eprintln!("({each} bytes, then {still}, then {forgotten})");
}
EOF
seen=$(cargo run --quiet --release)
echo "$seen"
expected="left by 1000 dropped memos: 200 bytes or more each
after a change: as much
dropped with clear_sources: nothing"
[ "$seen" = "$expected" ] || { echo "changed: expected $expected" >&2; exit 1; }
