#!/bin/sh
# Installs HCR Desktop on a Jetson Orin Nano (JetPack 6: Ubuntu 22.04, Python 3.10) from this checkout, as root:
#     sudo sh packaging/orin/install.sh [FOLDER]
# A virtual environment with the exact packages of packaging/requirements.lock goes to FOLDER (default: /opt/hcr-desktop).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
target=${1:-/opt/hcr-desktop}
python=${HCR_PYTHON:-python3}
[ "$(id -u)" = 0 ] || { echo "Run this as root: sudo sh $0" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' ||
    { echo "HCR Desktop needs Python 3.10 to 3.13; name one: HCR_PYTHON=/path/to/python3 $0" >&2; exit 1; }

if command -v apt-get >/dev/null; then
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends python3-venv libegl1 libgl1 libxkbcommon0 libdbus-1-3 \
        libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 \
        libxcb-randr0 libxcb-render-util0 libxcb-sync1 libxcb-xfixes0 libx11-xcb1 libsm6 libice6 fonts-dejavu-core xinit xserver-xorg
fi
mkdir -p "$target"
"$python" -m venv --clear "$target/venv"
"$target/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement "$here/requirements.lock"
site=$("$target/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
cp -r "$root/hcr_desktop" "$site/"
cp -r "$root/models" "$site/hcr_desktop/"
rm -rf "$target/kiosk" && cp -r "$here/kiosk" "$target/kiosk"
printf '#!/bin/sh\nexec %s -m hcr_desktop "$@"\n' "$target/venv/bin/python" >"$target/hcr-desktop"
chmod 755 "$target/hcr-desktop"
mkdir -p /usr/local/bin
ln -sf "$target/hcr-desktop" /usr/local/bin/hcr-desktop
"$target/hcr-desktop" self-check
echo "Installed. The kiosk is set up by: sudo sh $target/kiosk/install.sh"
