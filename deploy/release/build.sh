#!/usr/bin/env bash
# All files of a release for the kind of machine that this is, from the commit that is checked out.
#   deploy/release/build.sh [FOLDER]
#   deploy/release/build.sh --programs STATIC DYNAMIC FOLDER     # packs programs that are built
# README.md says what it needs and what it makes.
set -euo pipefail
cd "$(dirname "$0")/../.."

# What another environment would change in the files.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CFLAGS CARGO_TARGET_DIR TARGET
export LC_ALL=C TZ=UTC
umask 022

static='' dynamic=''
if [[ ${1:-} == --programs ]]; then
  static=$2 dynamic=$3
  shift 3
elif [[ -n $(git status --porcelain) ]]; then
  echo "a release is made of a commit: here is something that is in none (git status)" >&2
  exit 1
fi
out=${1:-target/release-files}
# The one date of all files: that of the commit.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
machine=$(rustc --print host-tuple | cut -d- -f1)
name=linkgate-$version-$machine-linux
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/linkgate[-_]* "$out/SHA256SUMS"

# The image, with the static program; builds it unless there is one.
deploy/container/build.sh "$static" "$work/image"
static=$work/image/tree/linkgate
# Not compressed: not every tool that loads one can unpack it.
cp "$work/image/linkgate.tar" "$out/$name-image.tar"

# The package, with one that takes the C library of the machine, so that Debian's fixes reach it.
if [[ -z $dynamic ]]; then
  (. deploy/release/flags.sh && reproducibly && cargo build --profile dist --locked --bin linkgate)
  dynamic=target/dist/linkgate
fi
mkdir -p "$work/target/dist"
cp "$dynamic" "$work/target/dist/linkgate"
CARGO_TARGET_DIR=$work/target deploy/debian/build --output "$out/"

deploy/release/sbom > "$out/$name.cdx.json"
deploy/release/licenses "$out/$name.cdx.json" > "$out/$name-licenses.txt"

# The archive for other machines: the program, and what belongs beside it.
files=$work/$name
mkdir -p "$files/man" "$files/completions" "$files/deploy"
install -m 0755 "$static" "$files/linkgate"
cp "$out/$name-licenses.txt" "$files/THIRD-PARTY-LICENSES"
cp LICENSE README.md CHANGELOG.md SECURITY.md "$files"
cp -R config docs "$files"
# Not what builds from the source.
cp -R deploy/{README.md,caddy,haproxy,kubernetes,nginx,observability,systemd,traefik} "$files/deploy"
cp target/deb/linkgate.* "$files/completions"
cp -R target/deb/man "$files/man/man1"
tar --create --directory "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --format=ustar \
  --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX "$name" | gzip -9n > "$out/$name.tar.gz"

cd "$out"
sha256sum linkgate[-_]* | tee SHA256SUMS
