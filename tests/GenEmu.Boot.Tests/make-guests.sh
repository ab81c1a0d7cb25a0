#!/usr/bin/env bash
# Fetches the guests of the boot tests from Debian 12 packages: make-guests.sh [FOLDER]
#
#   vmlinuz-686     Debian's 32-bit Linux 6.1      modules/  its kernel modules
#   busybox         static, 32 bits                memtest32.bin, ipxe.lkrn
#
# FOLDER is artifacts/guests in the repository if not given; what is there already is not fetched again. Needs a Debian with access to its package mirrors, and
# no root: apt works on an i386 state of its own, so the system's architectures and package lists stay as they are.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../artifacts/guests}
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ -e "$out/complete" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/packages" "$work/root"
: >"$work/status"
i386=(-q -o Acquire::Retries=3 -o APT::Architecture=i386 -o APT::Architectures=i386 -o "Dir::State::Lists=$work/lists" -o "Dir::State::status=$work/status"
  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)

# One stale index is no reason to stop: what is missing because of it is named below.
apt-get "${i386[@]}" update >"$work/log" 2>&1 || true
kernel=$(apt-cache "${i386[@]}" search --names-only '^linux-image-6\.1\.0-[0-9]+-686-unsigned$' | awk '{ print $1 }' | sort -V | tail -1)
if [ -z "$kernel" ]; then
  cat "$work/log" >&2
  echo "make-guests.sh: no package linux-image-6.1.0-*-686-unsigned for i386: is this Debian 12, and are its mirrors within reach?" >&2
  exit 1
fi

cd "$work/packages"
if ! apt-get "${i386[@]}" download "$kernel" busybox-static memtest86+ ipxe >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "make-guests.sh: the packages could not be fetched" >&2
  exit 1
fi

for package in *.deb; do
  dpkg-deb --extract "$package" "$work/root"
done

cd "$work/root"
rm -rf "$out/modules"
cp boot/vmlinuz-* "$out/vmlinuz-686"
cp -r lib/modules/*/kernel "$out/modules"
cp bin/busybox "$out/busybox"
cp boot/memtest86+ia32.bin "$out/memtest32.bin"
cp boot/ipxe.lkrn "$out/ipxe.lkrn"
echo "$kernel" >"$out/complete"
