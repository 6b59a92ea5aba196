#!/bin/sh
# Builds the packages of this machine's Linux: a .deb, a portable archive, their list of files, SBOM and checksums, into dist/.
# The folder that is worked in is the first argument (default: build/desktop); with HCR_NO_ARCHIVE=1 nothing is packed. Needs Python 3.11 to 3.13, dpkg-deb, xz, and the
# libraries that packaging/system_needs.py names for X11 (they are carried along): ./hcr prepare installs those.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
work=$(mkdir -p "${1:-$root/build/desktop}" && cd "${1:-$root/build/desktop}" && pwd)
out=$root/dist
python=${HCR_PYTHON:-python3}
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$root/hcr_desktop/__init__.py")
machine=$(uname -m)
# Equal sources give equal files: one time for all of them, and no order that a hash seed makes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 LC_ALL=C PYTHONDONTWRITEBYTECODE=1

if [ ! -x "$work/venv/bin/pyinstaller" ]; then
    "$python" -m venv --clear "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement "$here/requirements-package.lock"
fi
PYTHONPATH=$root "$work/venv/bin/python" "$here/make_icons.py" "$work/icons"

rm -rf "$work/folder" "$work/freeze"
"$work/venv/bin/pyinstaller" --log-level WARN --noconfirm --clean --distpath "$work/folder" --workpath "$work/freeze" "$here/hcr-desktop.spec"
folder=$work/folder/hcr-desktop
mkdir -p "$folder/kiosk" && cp "$here"/kiosk/* "$folder/kiosk/"
find "$work/folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

name=hcr-desktop-$version-linux-$machine
mkdir -p "$out"
"$work/venv/bin/python" "$here/inventory.py" "$folder" "$out" --name "$name" --version "$version"
[ -z "${HCR_NO_ARCHIVE:-}" ] || exit 0
pack() { # pack ARCHIVE FOLDER...: the same bytes whoever packs it and when
    archive=$1
    shift
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w --create "$@" | xz "${HCR_XZ:--6}" --threads=1 >"$archive"
}
pack "$out/$name.tar.xz" --directory "$work/folder" hcr-desktop
sh "$here/desktop/deb.sh" "$folder" "$work/icons" "$work/deb" "$out" "$version"
(cd "$out" && sha256sum "$name".* "hcr-desktop_${version}"_*.deb >SHA256SUMS)
ls -l "$out"
