#!/bin/sh
# Builds the bundle for the original Jetson Nano (JetPack 4.6: glibc 2.27, kernel 4.9) on an x86-64 Debian or Ubuntu, as root:
#     sudo sh packaging/jetson/build.sh [WORK]
# An arm64 Debian 12 is unpacked in WORK (default: build/jetson), the wheels of the lock file beside it, and what is used of both is put into
# one folder. Nothing of arm64 is run, so it needs no emulation and a few minutes. Needs mmdebstrap, patchelf, xz and Python 3.11 (whose
# bytecode the bundle's Python 3.11 takes; with another one the bundle has none, and starts more slowly).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
work=$(mkdir -p "${1:-$root/build/jetson}" && cd "${1:-$root/build/jetson}" && pwd)
out=$root/dist
python=${HCR_PYTHON:-python3}
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$root/hcr_desktop/__init__.py")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export SOURCE_DATE_EPOCH LC_ALL=C PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0

for tool in mmdebstrap patchelf xz "$python"; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install mmdebstrap debian-archive-keyring patchelf xz-utils python3-venv" >&2; exit 1; }
done

# 1. An arm64 Debian 12 with Python and what Qt needs of the system, unpacked and no more.
packages="libpython3.11-stdlib python3.11-minimal libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0
    libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxcb-randr0 libxcb-render-util0 libxcb-sync1
    libxcb-xfixes0 libx11-xcb1 libsm6 libice6 libx11-6 libstdc++6 libzstd1"
if [ ! -e "$work/root.done" ]; then
    rm -rf "$work/root"
    mmdebstrap --arch=arm64 --variant=extract --include="$(echo $packages | tr ' ' ,)" bookworm "$work/root"
    touch "$work/root.done"
fi

# 2. The wheels of the lock file, placed by this machine's pip.
if [ ! -e "$work/wheels.done" ] || [ "$here/requirements.lock" -nt "$work/wheels.done" ]; then
    "$python" -m venv --clear "$work/pip"
    rm -rf "$work/site"
    platforms=$(for glibc in 17 24 27 28 31 34 35 36; do printf -- '--platform manylinux_2_%s_aarch64 ' $glibc; done)
    # shellcheck disable=SC2086 (one word each)
    "$work/pip/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --no-compile \
        --platform manylinux2014_aarch64 $platforms --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none \
        --target "$work/site" --requirement "$here/requirements.lock"
    touch "$work/wheels.done"
fi

# 3. One folder of both, with a glibc of its own.
folder=$work/folder/hcr-desktop
"$python" "$here/jetson/assemble.py" "$folder" "$work/root" "$work/site" "$root"
if "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    PYTHONDONTWRITEBYTECODE='' "$python" -m compileall -q -f --invalidation-mode unchecked-hash -s "$folder" -p /opt/hcr-desktop "$folder/lib/python3.11" "$folder/lib/python3"
fi
cp -r "$here/kiosk" "$folder/kiosk"
cp "$here/jetson/install.sh" "$folder/"

# 4. One archive, its list of files, its bill of materials.
name=hcr-desktop-$version-jetson-nano-aarch64
find "$work/folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
"$python" "$here/inventory.py" "$folder" "$out" --name "$name" --version "$version" --site-packages "$work/site" --dpkg-root "$work/root"
[ -z "${HCR_NO_ARCHIVE:-}" ] || exit 0
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w --create --directory "$work/folder" hcr-desktop |
    xz "${HCR_XZ:--6}" --threads=1 >"$out/$name.tar.xz"
(cd "$out" && sha256sum "$name.tar.xz" "$name.files" "$name.cdx.json" >"$name.sha256")
du -sh "$folder"
ls -l "$out/$name.tar.xz"
