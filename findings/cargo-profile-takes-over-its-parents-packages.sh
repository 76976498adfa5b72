#!/usr/bin/env bash
# Cargo 1.95.0: a profile takes over what its parent says of single packages, and a name in the parent
# wins over "*" in the profile itself.
#
# A profile for small builds, `[profile.small] inherits = "release"` with `opt-level = "z"`, compiles a
# dependency at opt-level 1 when `[profile.release.package."*"]` says 1. With
# `[profile.small.package."*"] opt-level = "z"` beside it, a dependency that the release profile names
# (`[profile.release.package.itoa]`, 3) is still compiled at 3. One would guess that the nearer profile
# decides.
#
# Seen: "opt-level=1", then "opt-level=3". What helps: a parent that says nothing of packages
# (`inherits = "dev"`). Matinee's page was 9 kB larger (gzip) for as long as its profile was a child of
# the release profile: Cargo.toml, `[profile.site]`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
echo 'fn main() { println!("{}", itoa::Buffer::new().format(7)); }' >src/main.rs

# Prints the opt-level at which the dependency is compiled with these profiles.
compiled_at() {
  cat >Cargo.toml <<EOF
[package]
name = "small"
version = "0.1.0"
edition = "2021"

[dependencies]
itoa = "=1.0.15"

[profile.small]
inherits = "release"
opt-level = "z"

$1
EOF
  rm -rf target
  cargo build --profile small --verbose 2>&1 | grep -- '--crate-name itoa' | grep -o 'opt-level=[^ ]*'
}

expect() {
  if [ "$1" != "$2" ]; then
    echo "changed: expected $2, saw $1" >&2
    exit 1
  fi
  echo "$1"
}

cargo --version
expect "$(compiled_at '
[profile.release.package."*"]
opt-level = 1
')" "opt-level=1"
expect "$(compiled_at '
[profile.small.package."*"]
opt-level = "z"

[profile.release.package.itoa]
opt-level = 3
')" "opt-level=3"
