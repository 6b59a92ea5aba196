#!/bin/sh
# Starts the kiosk's display with the kiosk on it, and ends with the kiosk's exit status: start.sh x11 | wayland
here=$(cd "$(dirname "$0")" && pwd)
folder=${RUNTIME_DIRECTORY:-/run/hcr-kiosk}
export XDG_RUNTIME_DIR="$folder" PATH="$PATH:/usr/local/bin:/usr/bin"
rm -f "$folder/status"
case ${1:-} in
x11)
    export QT_QPA_PLATFORM=xcb XAUTHORITY="$folder/Xauthority"
    # -s 0 and -dpms: the screen never blanks by itself; vt7: systemd gave us that terminal
    xinit "$here/session.sh" -- "${HCR_XSERVER:-/usr/lib/xorg/Xorg}" :0 vt7 -keeptty -nolisten tcp -noreset -s 0 -dpms -config "$here/xorg.conf"
    ;;
wayland)
    export QT_QPA_PLATFORM=wayland LIBSEAT_BACKEND=seatd
    cage -d -- "$here/session.sh" # without -s: no key changes the terminal
    ;;
*)
    echo "usage: $0 x11 | wayland" >&2
    exit 2
    ;;
esac
if [ -r "$folder/status" ]; then exit "$(cat "$folder/status")"; fi
exit 1
