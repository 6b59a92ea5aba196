#!/bin/sh
# Installs the Debian package in a bare Debian 12 and starts it there, as root: sudo sh packaging/desktop/check.sh [PACKAGE [WORK]]
# The bare system is made by mmdebstrap, once. Window and kiosk are started on an Xvfb of this machine; on the window a line is written, read
# and copied, and what was copied must be there when the window is closed. Needs mmdebstrap, Xvfb, xdotool, xclip.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(dirname "$here")
package=${1:-$(ls "$root"/dist/hcr-desktop_*.deb | tail -n 1)}
work=$(mkdir -p "${2:-$root/build/bare}" && cd "${2:-$root/build/bare}" && pwd)
display=:${HCR_DISPLAY:-98}
[ -e "$work/bare12.tar" ] || mmdebstrap --variant=minbase bookworm "$work/bare12.tar"
rm -rf "$work/bare"
mkdir "$work/bare"
tar --extract --file "$work/bare12.tar" --directory "$work/bare" --exclude './dev/*'
cp "$package" "$work/bare/tmp/hcr-desktop.deb"
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$work/bare$file"; done
cp -r /etc/apt/apt.conf.d/. "$work/bare/etc/apt/apt.conf.d/" # a proxy, where there is one

inside() { # inside COMMAND: this process becomes a shell in the bare system, so call it in a subshell
    exec unshare --mount sh -c '
        mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"
        mkdir -p "$0/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"
        exec chroot "$0" /usr/bin/env HOME=/root LC_ALL=C.UTF-8 DISPLAY="$2" sh -c "$1"' "$work/bare" "$1" "$display"
}
mkdir -p /tmp/.X11-unix
(inside "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends /tmp/hcr-desktop.deb") >"$work/apt.log" 2>&1 ||
    { tail "$work/apt.log"; exit 1; }
(inside "set -e; dpkg-query --show hcr-desktop; hcr-desktop --version; hcr-desktop self-check
    hcr-desktop kiosk --check --config /usr/lib/hcr-desktop/kiosk/kiosk.toml")
cp "$root/hcr_desktop/samples/ink.json" "$work/bare/tmp/"
expected=$(cat "$root/hcr_desktop/samples/ink.txt")
read=$(inside "cd /tmp && hcr-desktop read ink.json --format pdf >line.pdf && hcr-desktop read ink.json line.pdf --jobs 2")
echo "read from ink and from the PDF of it:" $read
[ "${read%%[!A-Za-z ]*}" = "$expected" ]
Xvfb "$display" -noreset -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
sleep 2
export DISPLAY="$display"
wait_for_window() { # wait_for_window TITLE: until it is on the screen; ends all where $program has ended
    until xdotool search --onlyvisible --name "^$1\$" >/dev/null 2>&1; do
        kill -0 $program
        sleep 0.02
    done
}
for shown in "HCR Desktop:" "HCR Desktop kiosk:kiosk"; do # title:command
    for turn in cold warm; do
        started=$(date +%s%3N)
        inside "exec hcr-desktop ${shown#*:}" &
        program=$!
        wait_for_window "${shown%%:*}"
        took=$(($(date +%s%3N) - started))
        processor=$(awk '{ print ($14 + $15) * 10 }' "/proc/$program/stat") # in hundredths of a second
        echo "${shown%%:*}: on the screen after $took ms, $processor ms of the processor ($turn)"
        sleep 2
        kill $program
        wait $program || true
        ! xdotool search --onlyvisible --name "^${shown%%:*}\$" >/dev/null 2>&1
    done
done

inside "exec hcr-desktop" &
program=$!
wait_for_window "HCR Desktop"
xdotool search --onlyvisible --name '^HCR Desktop$' windowmove 0 0 windowfocus
copied=$("${HCR_PYTHON:-python3}" "$here/replay.py" "$root/hcr_desktop/samples/ink.json" ctrl+shift+c)
xdotool key ctrl+q
wait $program
kept=$(xclip -selection clipboard -o)
echo "written on the window, read and copied: $copied; on the clipboard after the window: $kept"
[ "$copied" = "$expected" ] && [ "$kept" = "$expected" ]
keeper=$(pgrep -f '^[^ ]*hcr-desktop --keep-clipboard$')
echo "something else" | xclip -selection clipboard
while kill -0 "$keeper" 2>/dev/null; do sleep 0.1; done
(inside "apt-get -qq remove --yes hcr-desktop >/dev/null 2>&1; test ! -e /usr/lib/hcr-desktop && test ! -e /usr/bin/hcr-desktop")
echo "all is well"
