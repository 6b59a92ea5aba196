#!/bin/sh
# Installs the unpacked bundle on a Jetson Nano, as root: sudo sh install.sh
set -eu
from=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || { echo "Run this as root: sudo sh $0" >&2; exit 1; }
[ "$(uname -m)" = aarch64 ] || { echo "This bundle is for aarch64; this machine is $(uname -m)." >&2; exit 1; }
if [ "$from" != /opt/hcr-desktop ]; then
    mkdir -p /opt
    rm -rf /opt/hcr-desktop.old
    [ ! -e /opt/hcr-desktop ] || mv /opt/hcr-desktop /opt/hcr-desktop.old
    cp -a "$from" /opt/hcr-desktop
    rm -rf /opt/hcr-desktop.old
fi
chown -R root:root /opt/hcr-desktop
ln -sf /opt/hcr-desktop/hcr-desktop /usr/local/bin/hcr-desktop
/opt/hcr-desktop/hcr-desktop self-check
echo "Installed. The kiosk is set up by: sudo sh /opt/hcr-desktop/kiosk/install.sh"
