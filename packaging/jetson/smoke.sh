#!/bin/bash
# Tries the bundle for the Jetson Nano where no Jetson is, as root: sudo sh packaging/jetson/smoke.sh [WORK]
# It runs under qemu-user as a Cortex-A57, in an empty root that has only /proc, /dev, the X socket and fonts, and every system call newer
# than Linux 4.9 is answered ENOSYS. The self-check must pass; a line must be read as this machine's own program reads it; the kiosk must
# cover the screen, and read a line that is written on it by the pointer.
# HCR_STEPS names some of: check read kiosk. HCR_PATIENCE is how long the kiosk may take to read, seconds; an hour is not too long on a busy
# machine.
set -eu
steps=${HCR_STEPS:-check read kiosk}
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
work=$(mkdir -p "${1:-$root/build/jetson}" && cd "${1:-$root/build/jetson}" && pwd)
own=${HCR_OWN:-$root/.venv/bin/python -m hcr_desktop} # this machine's program
empty=$work/empty
display=:${HCR_DISPLAY:-97}
export QEMU_CPU=cortex-a57

mountpoint -q "$empty/proc" && umount "$empty/proc"
for place in dev tmp/.X11-unix usr/share/fonts etc/fonts; do mountpoint -q "$empty/$place" && umount "$empty/$place"; done
rm -rf "$empty"
mkdir -p "$empty/opt" "$empty/tmp/.X11-unix" "$empty/usr/share/fonts" "$empty/proc" "$empty/dev" "$empty/home" "$empty/etc/fonts"
cp -a "$work/folder/hcr-desktop" "$empty/opt/"
cp "$root/hcr_desktop/samples/ink.json" "$empty/home/"

run() { # run COMMAND...: in the empty root, as on the Nano; the mounts are this call's own
    unshare --mount sh -c '
        empty=$1; shift
        mount -t proc proc "$empty/proc"
        mount --rbind /dev "$empty/dev"
        mount --bind /tmp/.X11-unix "$empty/tmp/.X11-unix"
        mount --bind /usr/share/fonts "$empty/usr/share/fonts"
        mount --bind /etc/fonts "$empty/etc/fonts"
        exec python3 "$0" chroot "$empty" /opt/hcr-desktop/hcr-desktop "$@"' \
        "$here/jetson/old_kernel.py" "$empty" "$@"
}
mkdir -p /tmp/.X11-unix
export HOME=/home OPENBLAS_CORETYPE=ARMV8 OPENBLAS_NUM_THREADS=1 LC_ALL=C.UTF-8

wanted() { case " $steps " in *" $1 "*) ;; *) return 1 ;; esac; }
if wanted check; then
    echo "== self-check"
    time run self-check
fi
if wanted read; then
echo "== a line, read by the bundle and by this machine's own program"
run read /home/ink.json --format json >"$work/bundle.json"
(cd "$root" && $own read hcr_desktop/samples/ink.json --format json >"$work/own.json")
python3 - "$work/bundle.json" "$work/own.json" <<'P'
import json, sys

bundle, own = (json.loads(open(name, encoding="utf-8").read()) for name in sys.argv[1:])


for part in ("text", "lines", "area"):
    assert bundle[part] == own[part], (part, bundle[part], own[part])
for theirs, ours in zip(bundle["spans"], own["spans"], strict=True):
    assert [theirs[part] for part in ("text", "box", "marks")] == [ours[part] for part in ("text", "box", "marks")], (theirs, ours)
apart = max(abs(theirs["confidence"] - ours["confidence"]) for theirs, ours in zip(bundle["spans"], own["spans"]))
assert apart < 0.01, apart  # kernels for another processor round elsewhere
print(f"equal: {own['text']!r}, its {len(own['spans'])} characters, boxes and strokes; confidences to {apart:.4f}")
P
fi
wanted kiosk || exit 0
echo "== the kiosk"
Xvfb "$display" -noreset -screen 0 800x480x24 -nolisten tcp >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
sleep 3
export DISPLAY="$display"
started=$(date +%s)
run kiosk &
kiosk=$!
until window=$(xdotool search --onlyvisible --name '^HCR Desktop kiosk$' 2>/dev/null) && [ -n "$window" ]; do
    kill -0 $kiosk
    sleep 1
done
echo "on the screen after $(($(date +%s) - started)) s: $(xdotool getwindowgeometry "$window" | tr '\n' ' ')"
text=$(python3 "$here/replay.py" "$root/hcr_desktop/samples/ink.json")
echo "written on it and read: $text"
[ "$text" = "$(cat "$root/hcr_desktop/samples/ink.txt")" ]
if command -v import >/dev/null; then import -window root "$work/kiosk.png"; fi
kill $kiosk
wait $kiosk || true
echo "all is well"
