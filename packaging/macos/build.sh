#!/bin/sh
# Builds the macOS app bundle and its archive into dist/, on an Apple silicon Mac with Python 3.10 to 3.13: sh packaging/macos/build.sh
# (LiteRT has no wheels for Intel Macs.) Nobody has run this on a Mac yet; packaging/ci/packages.yml is how a CI can.
# The bundle is signed ad hoc: whoever downloads it opens it the first time by Control-click, Open.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
work=$root/build/macos
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$root/hcr_desktop/__init__.py")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0
if [ ! -x "$work/venv/bin/pyinstaller" ]; then
    "${HCR_PYTHON:-python3}" -m venv --clear "$work/venv"
    "$work/venv/bin/pip" install --quiet --require-hashes --only-binary :all: --requirement "$here/requirements-package.lock"
fi
PYTHONPATH=$root "$work/venv/bin/python" "$here/make_icons.py" "$here/desktop"
"$work/venv/bin/pyinstaller" --noconfirm --clean --distpath "$work/folder" --workpath "$work/freeze" "$here/hcr-desktop.spec"
app="$work/folder/HCR Desktop.app"
codesign --force --deep --sign - "$app"
"$app/Contents/MacOS/hcr-desktop" self-check
name=hcr-desktop-$version-macos-$(uname -m)
mkdir -p "$root/dist"
"$work/venv/bin/python" "$here/inventory.py" "$app" "$root/dist" --name "$name" --version "$version"
ditto -c -k --keepParent "$app" "$root/dist/$name.zip"
(cd "$root/dist" && shasum -a 256 "$name.zip" "$name.files" "$name.cdx.json" >"$name.sha256")
