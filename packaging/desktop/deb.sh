#!/bin/sh
# Makes the Debian package of a frozen folder: deb.sh FOLDER ICONS WORK OUT VERSION
set -eu
folder=$1 icons=$2 work=$3 out=$4 version=$5
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$(dirname "$here")")
machine=$(dpkg --print-architecture)
level=${HCR_XZ:--6}
export XZ_DEFAULTS=--threads=1 # as many threads as there are cores would give other bytes elsewhere
rm -rf "$work"
share=$work/usr/share
mkdir -p "$work/DEBIAN" "$work/usr/lib" "$work/usr/bin" "$share/applications" "$share/metainfo" "$share/mime/packages" \
    "$share/icons/hicolor/scalable/apps" "$share/doc/hcr-desktop" "$share/man/man1"
cp -a "$folder" "$work/usr/lib/hcr-desktop"
ln -s ../lib/hcr-desktop/hcr-desktop "$work/usr/bin/hcr-desktop"
cp "$here/hcr-desktop.desktop" "$share/applications/"
cp "$here/hcr-desktop.mime.xml" "$share/mime/packages/hcr-desktop.xml"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date --utc --date="@$SOURCE_DATE_EPOCH" +%F)/" "$here/hcr-desktop.metainfo.xml" \
    >"$share/metainfo/io.github.hcr_desktop.hcr_desktop.metainfo.xml"
cp "$icons/hcr-desktop.svg" "$share/icons/hicolor/scalable/apps/"
for size in 16 24 32 48 64 128 256; do
    mkdir -p "$share/icons/hicolor/${size}x$size/apps"
    cp "$icons/hcr-desktop-$size.png" "$share/icons/hicolor/${size}x$size/apps/hcr-desktop.png"
done
gzip --best --no-name <"$here/hcr-desktop.1" >"$share/man/man1/hcr-desktop.1.gz"
gzip --best --no-name <"$root/CHANGELOG.md" >"$share/doc/hcr-desktop/changelog.gz"
{
    echo "HCR Desktop, Apache-2.0 (/usr/share/common-licenses/Apache-2.0)."
    echo "What it carries has licences of its own; /usr/lib/hcr-desktop/NOTICE and the bill of materials name them."
    cat "$root/NOTICE"
} >"$share/doc/hcr-desktop/copyright"
sed -e "s/@VERSION@/$version/" -e "s/@MACHINE@/$machine/" -e "s/@SIZE@/$(du --summarize --apparent-size --block-size=1024 "$work/usr" | cut -f1)/" \
    "$here/control" >"$work/DEBIAN/control"
(cd "$work" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$work" -type d -exec chmod 755 {} +
find "$work" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz "-z${level#-}" --build "$work" "$out/hcr-desktop_${version}_$machine.deb"
