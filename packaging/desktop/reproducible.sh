#!/bin/sh
# Builds the packages of this commit twice, in two folders of other names and with an environment of its own each, and compares them:
#     sh packaging/desktop/reproducible.sh [WORK]
# Ends well when archive and Debian package, and with them all files, are equal byte for byte. They are packed fast (HCR_XZ=-0): how hard
# is no matter. Equal are they only with the same Python and the same system's libraries, which are carried along; there are no other exceptions.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mkdir -p "${1:-$root/build/twice}" && cd "${1:-$root/build/twice}" && pwd)
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH HCR_XZ="${HCR_XZ:--0}"
for place in one a/second/place; do
    rm -rf "$work/${place%%/*}"
    mkdir -p "$work/$place"
    git -C "$root" archive HEAD | tar --extract --directory "$work/$place"
    sh "$work/$place/packaging/desktop/build.sh" >/dev/null
done
diff "$work/one/dist/SHA256SUMS" "$work/a/second/place/dist/SHA256SUMS" || {
    diff "$work/one/dist"/*.files "$work/a/second/place/dist"/*.files || true
    exit 1
}
cat "$work/one/dist/SHA256SUMS"
echo "equal: $(cat "$work/one/dist"/*.files | wc -l) files, archive and Debian package"
