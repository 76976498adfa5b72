#!/bin/sh
# burn 0.22.1 with nothing but its feature `std`, cargo 1.95.0: what is compiled has no GPU in it, yet
# CUDA, wgpu and their hundreds of crates are locked and downloaded.
#
# `std = ["burn-cuda?/std", "burn-wgpu?/std", …]` in burn-core reads as "if it is there". Features are
# resolved so, and `cargo tree` shows none of these crates; but Cargo.lock is made, and downloads are
# chosen, by an older resolver that takes `crate?/feature` for `crate`. `cargo build` and
# `cargo fetch` then download them all.
#
# Seen: 613 packages locked and downloadable, 151 of them compiled (normal and build dependencies);
# burn-cuda, cudarc and wgpu among those that are not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --lib --name weak
cargo add --quiet burn@=0.22.1 --no-default-features --features std
cargo generate-lockfile --quiet
locked=$(grep -c '^name = ' Cargo.lock)
compiled=$(cargo tree --edges normal,build --prefix none | sort -u | grep -c ' v')
echo "locked: $locked, compiled: $compiled"
for crate in burn-cuda cudarc wgpu; do
  grep -q "^name = \"$crate\"" Cargo.lock || { echo "changed: $crate is not locked any more"; exit 1; }
  ! cargo tree --edges normal,build --prefix none | grep -q "^$crate v" || { echo "changed: $crate is compiled"; exit 1; }
done
[ "$locked" -gt $((compiled * 3)) ] || { echo "changed: locked and compiled are alike"; exit 1; }
echo "as described"
