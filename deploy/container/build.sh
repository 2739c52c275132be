#!/bin/sh
# The image of Containerfile as an archive, by buildah: no daemon, no download, and the same image for
# the same files.
#   deploy/container/build.sh [PROGRAM [FOLDER]]
#   docker load < target/container/linkgate.tar
set -eu
cd "$(dirname "$0")/../.."

folder=${2:-target/container}
TREE=$folder/tree deploy/container/tree.sh "${1:-}"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)

# Images of its own, so that those of the machine stay as they are.
buildah() {
  command buildah --root "$folder/storage" --runroot "$folder/run" --storage-driver vfs "$@"
}

image=$(buildah from --format docker scratch)
buildah copy --quiet "$image" "$folder/tree" / >/dev/null
buildah config \
  --user 65532:65532 \
  --env LINKGATE_POLICY=/etc/linkgate --env LINKGATE_LISTEN=0.0.0.0:8080 \
  --port 8080/tcp --hostname linkgate \
  --healthcheck 'CMD /linkgate health' \
  --healthcheck-interval 10s --healthcheck-timeout 4s --healthcheck-start-period 10s \
  --label org.opencontainers.image.title=Linkgate \
  --label 'org.opencontainers.image.description=A redirect gateway for Webex: turns short paths into policy-checked Webex addresses' \
  --label org.opencontainers.image.licenses=Apache-2.0 \
  --label org.opencontainers.image.version="$version" \
  --entrypoint '["/linkgate"]' --cmd serve \
  "$image"
# The format of OCI has no health check. The date is that of the source, where it is known.
date=${SOURCE_DATE_EPOCH:-0}
buildah commit --quiet --rm --format docker --timestamp "$date" "$image" "linkgate:$version" >/dev/null
rm -rf "$folder/linkgate.tar" "$folder/archive"
mkdir "$folder/archive"
# Under the name that compose.yaml looks for.
buildah push --quiet "linkgate:$version" "docker-archive:$folder/archive/written.tar:linkgate:latest"

# The configuration has the random number of buildah's container in it, and its digest is the name of
# the image. What Docker before 1.10 has read is left out.
cd "$folder/archive"
tar -xf written.tar
written=$(sed 's/.*"Config":"\([^"]*\)".*/\1/' manifest.json)
sed -i 's/"container":"[0-9a-f]*",//' "$written"
config=$(sha256sum "$written" | cut -d ' ' -f 1).json
mv "$written" "$config"
sed -i "s/$written/$config/" manifest.json
layer=$(sed 's/.*"Layers":\["\([^"]*\)"\].*/\1/' manifest.json)
tar -cf ../linkgate.tar --format=ustar --mtime="@$date" --owner=0 --group=0 --numeric-owner --mode=0644 \
  manifest.json "$config" "$layer"
cd - >/dev/null
rm -rf "$folder/storage" "$folder/run" "$folder/archive"
echo "$folder/linkgate.tar"
