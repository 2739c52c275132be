#!/bin/sh
# All files of the image, below target/container/tree: the program with everything linked in, whom
# it trusts, and a policy.
#   deploy/container/tree.sh            builds the program
#   deploy/container/tree.sh PROGRAM    takes one that is built
#   TARGET=x86_64-unknown-linux-musl deploy/container/tree.sh
set -eu
cd "$(dirname "$0")/../.."

program=${1:-}
if [ -z "$program" ]; then
  target=${TARGET:-$(rustc --print host-tuple)}
  # The second asks the kernel for random numbers: what the crate does else looks for the C library's
  # function at run time, does not find it in a static program, and opens /dev/urandom, which need
  # not be there. The third makes the program half a megabyte smaller (glibc 2.36, musl 1.2.4).
  set -- -C target-feature=+crt-static --cfg 'getrandom_backend="linux_getrandom"'
  set -- "$@" -C link-arg=-Wl,-z,pack-relative-relocs
  # Nothing unwinds through C: its tables would only take room.
  CFLAGS="${CFLAGS:--fno-unwind-tables -fno-asynchronous-unwind-tables}"
  . deploy/release/flags.sh
  reproducibly "$@"
  # Functions with the same code are linked once, where the linker can do that.
  set --
  case "$target" in x86_64-unknown-linux-gnu) set -- -C link-arg=-Wl,--icf=all ;; esac
  # With --target, flags are for the program alone: macros of the compiler cannot be static.
  cargo rustc --profile dist --locked --target "$target" --bin linkgate -- "$@"
  program=target/$target/dist/linkgate
fi

tree=${TREE:-target/container/tree}
rm -rf "$tree"
install -D -m 0755 "$program" "$tree/linkgate"
# For fetching the keys of token issuers; this is where the program looks for them.
install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
install -D -m 0644 config/policy.yaml "$tree/etc/linkgate/policy.yaml"
