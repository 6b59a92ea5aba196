#!/bin/sh
# Builds the packages a second time, out of the commit that is checked out, in a folder of another name and with an environment of its own,
# and compares them with those in dist/: sh packaging/desktop/build.sh && sh packaging/desktop/reproducible.sh [WORK]
# Ends well when all files, the archive and the Debian package are equal byte for byte. There are no exceptions as long as both were built
# with the same Python, the same libraries of the system, which are carried along, and the same HCR_XZ. HCR_NO_ARCHIVE=1 compares files only.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mkdir -p "${1:-$root/build/twice}" && cd "${1:-$root/build/twice}" && pwd)
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH
again=$work/a/second/place
rm -rf "$work/a"
mkdir -p "$again"
git -C "$root" archive HEAD | tar --extract --directory "$again"
sh "$again/packaging/desktop/build.sh" >"$work/build.log" 2>&1 || { tail "$work/build.log"; exit 1; }
cd "$again/dist"
diff "$root/dist/$(echo *.files)" ./*.files
echo "equal: all $(wc -l <"$(echo *.files)") files"
[ -z "${HCR_NO_ARCHIVE:-}" ] || exit 0
diff "$root/dist/SHA256SUMS" SHA256SUMS
cat SHA256SUMS
echo "equal: the archive and the Debian package"
