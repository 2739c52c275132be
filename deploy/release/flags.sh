# shellcheck shell=sh
# Read by what builds programs for people, in the root of the repository: the same source makes the
# same program in every folder, and the program names no folder of the machine that built it.
#   . deploy/release/flags.sh
#   reproducibly [FLAG OF RUSTC…]

reproducibly() {
  home=${CARGO_HOME:-$HOME/.cargo}
  # A panic names its file: /cargo/registry/src/…/rustls-0.23.46/src/…. Where several prefixes fit, the
  # last one counts: cargo's folder can be in this one.
  set -- "$@" "--remap-path-prefix=$(pwd -P)=/linkgate" "--remap-path-prefix=$home=/cargo"
  # Generic code of the standard library has that name unless rust-src is installed.
  set -- "$@" "--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$(
    rustc --version --verbose | sed -n 's/^commit-hash: //p'
  )"
  # What cargo expects between flags, because a folder may have spaces in its name.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$(printf '\037') && printf '%s' "$*")
  # Errors in C name their file, too. In quotes, which cc understands if it is told to.
  # shellcheck disable=SC2089
  CFLAGS="${CFLAGS:-} '-ffile-prefix-map=$home=/cargo'"
  CC_SHELL_ESCAPED_FLAGS=1
  # shellcheck disable=SC2090
  export CARGO_ENCODED_RUSTFLAGS CFLAGS CC_SHELL_ESCAPED_FLAGS
}
