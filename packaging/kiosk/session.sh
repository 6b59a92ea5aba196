#!/bin/sh
# What runs on the kiosk's display: the owner's settings of the screen, then the kiosk. Its exit status goes to a file, because xinit
# does not hand it on.
if [ -r /etc/hcr-desktop/screen.sh ]; then . /etc/hcr-desktop/screen.sh; fi
export OPENBLAS_NUM_THREADS=1
if [ "$(uname -m)" = aarch64 ]; then export OPENBLAS_CORETYPE=ARMV8; fi
hcr-desktop kiosk
echo $? >"${RUNTIME_DIRECTORY:-/run/hcr-kiosk}/status"
