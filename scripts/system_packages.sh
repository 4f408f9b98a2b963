#!/bin/sh
# Installs the Debian packages that a task uses where this runs as root; elsewhere prints the one line to run and goes on.
# usage: system_packages.sh test|library
set -eu

case "${1:-}" in
    test)
        packages="chromium fonts-hosny-amiri fonts-noto-core poppler-utils postgresql
            tesseract-ocr tesseract-ocr-script-arab"
        why="the tests of the browser, of PostgreSQL and of Tesseract are skipped"
        ;;
    library)
        packages="chromium fonts-hosny-amiri fonts-noto-core libreoffice-writer-nogui poppler-utils"
        why="documents that need a missing producer are not printed"
        ;;
    *)
        echo "usage: system_packages.sh test|library" >&2
        exit 2
        ;;
esac

if ! command -v apt-get >/dev/null 2>&1; then
    command -v chromium >/dev/null 2>&1 || echo "No apt-get here: install Chromium and the Amiri and Noto fonts by hand, else $why."
    exit 0
fi

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Until these Debian packages are installed, $why:"
    echo "  sudo apt-get install --no-install-recommends$missing"
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086
apt-get install -y -q --no-install-recommends $missing
