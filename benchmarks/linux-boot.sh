#!/usr/bin/env bash
# Boots Debian's 32-bit Linux to its own power-off under GenEmu and under QEMU with TCG, alternately, and prints each run's CPU time: linux-boot.sh [TIMES]
# Same kernel, initramfs and command line. Needs qemu-system-x86 and cpio, a Release build of src/GenEmu.Cli, and the guests of tests/GenEmu.Boot.Tests/make-guests.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
guests=${GENEMU_GUESTS:-$here/artifacts/guests}
genemu=$here/src/GenEmu.Cli/bin/Release/net10.0/genemu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/root/bin" "$work/root/proc"
cp "$guests/busybox" "$work/root/bin/"
cat >"$work/root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox md5sum /bin/busybox
/bin/busybox poweroff -f
INIT
chmod +x "$work/root/init"
(cd "$work/root" && find . | cpio -o -H newc --quiet) >"$work/initrd"

append="console=ttyS0"
TIMEFORMAT="%U s user, %S s system, %R s elapsed"
for ((i = 0; i < ${1:-3}; i++)); do
  echo "GenEmu:"
  time "$genemu" run --kernel "$guests/vmlinuz-686" --initrd "$work/initrd" --append "$append" --serial null --display none --memory 256MiB
  echo "QEMU:"
  time qemu-system-i386 -accel tcg -cpu pentium3 -nodefaults -m 256 -kernel "$guests/vmlinuz-686" -initrd "$work/initrd" -append "$append" -serial null -display none
done
