#!/usr/bin/env bash
# Builds the release of the commit that is checked out twice, and compares: other folders, another
# home of cargo with sources that are downloaded anew, other settings of the user.
#   deploy/release/verify.sh                  # four whole builds: half an hour on two idle cores
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d "${TMPDIR:-/tmp}/linkgate-release.XXXXXX")
trap 'rm -rf "$work"' EXIT

build() {
  git clone -q . "$work/$1"
  "$work/$1/deploy/release/build.sh" "$work/$1 files"
}
build one
(
  umask 077
  export CARGO_HOME="$work/a home of cargo" TZ=Asia/Tokyo
  build 'another folder'
)

diff -r "$work/one files" "$work/another folder files"
echo "both builds of $(git rev-parse HEAD) made the same files"
