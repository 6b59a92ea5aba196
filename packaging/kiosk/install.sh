#!/bin/sh
# Sets up the kiosk, as root: sudo sh install.sh [--usb]. Makes its user, its configuration if there is none, and its units; with --usb
# also the rule that mounts USB sticks. It starts nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${HCR_ROOT:-}
[ "$(id -u)" = 0 ] || { echo "Run this as root: sudo sh $0" >&2; exit 1; }
if ! id hcr-kiosk >/dev/null 2>&1; then
    useradd --system --home-dir /var/lib/hcr-kiosk --no-create-home --shell /usr/sbin/nologin --user-group hcr-kiosk
fi
for group in video render input tty; do
    if getent group $group >/dev/null; then usermod --append --groups $group hcr-kiosk; fi
done
mkdir -p "$root/etc/hcr-desktop" "$root/etc/systemd/system"
if [ ! -e "$root/etc/hcr-desktop/kiosk.toml" ]; then cp "$here/kiosk.toml" "$root/etc/hcr-desktop/"; fi
chown root:hcr-kiosk "$root/etc/hcr-desktop/kiosk.toml"
chmod 640 "$root/etc/hcr-desktop/kiosk.toml" # it holds the PIN's hash
for unit in hcr-kiosk-x11 hcr-kiosk-wayland; do
    sed "s|@KIOSK@|$here|" "$here/$unit.service" >"$root/etc/systemd/system/$unit.service"
done
if [ "${1:-}" = --usb ]; then
    mkdir -p "$root/etc/udev/rules.d"
    cp "$here/99-hcr-usb.rules" "$root/etc/udev/rules.d/"
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
echo "Set up. Choose a PIN with: hcr-desktop kiosk --hash-pin, and put the line into /etc/hcr-desktop/kiosk.toml."
echo "Then: systemctl enable --now hcr-kiosk-x11 (or hcr-kiosk-wayland)"
