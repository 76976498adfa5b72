#!/usr/bin/env bash
# wide 1.7.1, Rust 1.95.0: where WebAssembly is compiled for size, `f32x8::splat` is a call with a loop of
# scalar stores in it, although SIMD is on.
#
# A splat is one instruction of WebAssembly's SIMD (`f32x4.splat`, or `v128.load32_splat` of what lies in
# memory), and at opt-level 3 that is what comes out. At "z", with `-Ctarget-feature=+simd128`, the array that `splat` makes its vector of is filled in a
# loop, value by value, and read back as vectors: a value that was just stored in pieces, which a processor
# waits for. `f32x8::new`, products and sums are single instructions at either level. One would guess that
# a splat is the cheapest of them.
#
# Seen: splats at opt-level 3: 1; at z: 0, with 1 loop. Matinee's page is compiled for size: a list of 1,339
# movies took .39 ms with a splat for each number of a person and tile of movies, and .17 ms with each
# splat made once and kept, on the same busy machine (crates/engine/src/engine/simd.rs, `spread`).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "small"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["lib"]

[dependencies]
wide = "=1.7.1"
EOF
cat >src/lib.rs <<'EOF'
#[no_mangle]
pub fn scaled(rows: &mut [[f32; 8]], by: &[f32]) {
    for (row, by) in rows.iter_mut().zip(by) {
        *row = (wide::f32x8::new(*row) * wide::f32x8::splat(*by)).to_array();
    }
}
EOF

# The assembly at an opt-level.
assembly() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=$1 RUSTFLAGS=-Ctarget-feature=+simd128 \
    cargo rustc --quiet --release --lib --target wasm32-unknown-unknown --target-dir "target-$1" -- --emit asm
  cat "target-$1"/wasm32-unknown-unknown/release/deps/small-*.s
}

count() { grep -c "$1" || true; }

fast=$(assembly 3 | count 'v128\.load32_splat\|f32x4\.splat')
small=$(assembly z)
splats=$(count 'v128\.load32_splat\|f32x4\.splat' <<<"$small")
# Stores of single values, which only the loop inside of `splat` makes.
stores=$(count 'f32\.store' <<<"$small")
echo "splats at opt-level 3: $fast; at z: $splats, with $stores scalar store in a loop"
[ "$fast" -gt 0 ] && [ "$splats" = 0 ] && [ "$stores" -gt 0 ]
