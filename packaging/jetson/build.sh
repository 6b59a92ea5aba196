#!/bin/sh
# Builds the bundle for the original Jetson Nano (JetPack 4.6: glibc 2.27, kernel 4.9) on an x86-64 Debian or Ubuntu, as root:
#     sudo sh packaging/jetson/build.sh [WORK]
# An arm64 Debian 12 is made in WORK (default: build/jetson), the program frozen in it under emulation, and the folder given a glibc of
# its own. It takes 10 to 40 minutes; what is there from an earlier run is used again. Needs mmdebstrap, qemu-user-static, patchelf, xz.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
work=$(mkdir -p "${1:-$root/build/jetson}" && cd "${1:-$root/build/jetson}" && pwd)
out=$root/dist
target=/opt/hcr-desktop # where the bundle is unpacked: the loader's place in an executable is absolute
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$root/hcr_desktop/__init__.py")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export SOURCE_DATE_EPOCH LC_ALL=C

for tool in mmdebstrap qemu-aarch64-static patchelf xz python3; do
    command -v $tool >/dev/null || { echo "$tool is missing: apt-get install mmdebstrap qemu-user-static patchelf xz-utils python3-venv" >&2; exit 1; }
done
if [ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]; then
    mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    cat /usr/lib/binfmt.d/qemu-aarch64.conf >/proc/sys/fs/binfmt_misc/register
fi

# 1. An arm64 Debian 12 with Python and what Qt needs of the system.
packages="python3-minimal python3 libpython3.11 binutils libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxcb-randr0
    libxcb-render-util0 libxcb-sync1 libxcb-xfixes0 libx11-xcb1 libsm6 libice6 libx11-6"
if [ ! -e "$work/root.done" ]; then
    rm -rf "$work/root"
    mmdebstrap --arch=arm64 --variant=minbase --include="$(echo $packages | tr ' ' ,)" bookworm "$work/root"
    touch "$work/root.done"
fi

# 2. The wheels of the lock file, placed by this machine's pip.
if [ ! -e "$work/wheels.done" ] || [ "$here/requirements-package.lock" -nt "$work/wheels.done" ]; then
    python3 -m venv --clear "$work/pip"
    rm -rf "$work/root/opt/site"
    platforms=$(for glibc in 17 24 27 28 31 34 35 36; do printf -- '--platform manylinux_2_%s_aarch64 ' $glibc; done)
    # shellcheck disable=SC2086 (one word each)
    "$work/pip/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --no-compile \
        --platform manylinux2014_aarch64 $platforms --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none \
        --target "$work/root/opt/site" --requirement "$here/requirements-package.lock"
    touch "$work/wheels.done"
fi

# 3. Frozen, in the arm64 root.
rm -rf "$work/root/opt/source" "$work/root/opt/frozen" "$work/folder"
mkdir -p "$work/root/opt/source" "$work/root/opt/frozen"
(cd "$root" && cp -r hcr_desktop models packaging LICENSE NOTICE "$work/root/opt/source/")
find "$work/root/opt/source" -name __pycache__ -prune -exec rm -rf {} +
unshare --mount sh -c "mount -t proc proc '$work/root/proc' && exec chroot '$work/root' /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    HCR_LEAN=1 PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 PYTHONPATH=/opt/site:/opt/source \
    python3 -m PyInstaller --log-level WARN --noconfirm --distpath /opt/frozen --workpath /tmp/freeze /opt/source/packaging/hcr-desktop.spec"
mkdir -p "$work/folder"
cp -a "$work/root/opt/frozen/hcr-desktop" "$work/folder/"

# 4. A glibc of its own, and whatever else of the system it would look for.
folder=$work/folder/hcr-desktop
python3 "$here/jetson/carry.py" "$folder" "$work/root"
patchelf --set-interpreter "$target/_internal/ld-linux-aarch64.so.1" --set-rpath "$target/_internal" "$folder/hcr-desktop"
mkdir -p "$folder/kiosk" && cp "$here"/kiosk/* "$folder/kiosk/"
cp "$here/jetson/install.sh" "$folder/"

# 5. One archive, its list of files, its bill of materials.
name=hcr-desktop-$version-jetson-nano-aarch64
find "$work/folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
rm -f "$work/root/opt/site/inventory.py"
cp "$here/inventory.py" "$work/inventory.py"
python3 "$work/inventory.py" "$folder" "$out" --name "$name" --version "$version" --site-packages "$work/root/opt/site" \
    --dpkg-root "$work/root"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w --create --directory "$work/folder" hcr-desktop |
    xz "${HCR_XZ:--6}" --threads=1 >"$out/$name.tar.xz"
(cd "$out" && sha256sum "$name".* >"$name.sha256")
du -sh "$folder"
ls -l "$out/$name.tar.xz"
