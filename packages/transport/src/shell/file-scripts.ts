import { cleanUnfinished } from "./leftovers.ts";

/**
 * File operations as scripts for `sh -c`: $1 is the path, absolute. Standard utilities only, with the words of GNU, busybox and BSD
 * where they differ. Tools speak in the locale C, so that what they complain of can be read (`errno-words.ts`).
 *
 * A script that refuses lets a tool say why on its stderr, and exits with 3. Where the tool finds nothing wrong, what was in the way is gone,
 * such as a file that has appeared since, and the script goes on.
 */
const begin = `unset LD_PRELOAD; LC_ALL=C; export LC_ALL
refuse() { "$@" >/dev/null || exit 3; }`;

const sizeOf = `size() { if stat -L -c %s / >/dev/null 2>&1; then stat -L -c %s -- "$1"; else stat -L -f %z -- "$1"; fi || wc -c <"$1"; }`;

/** Permission bits in octal or hexadecimal, size, seconds, seconds with a fraction, and whether it may be written. */
const stat = `${begin}
[ -w "$1" ] && w=yes || w=no
if stat -L -c %s / >/dev/null 2>&1; then f=$(stat -L -c '%f %s %Y %.3Y' -- "$1") || exit 3; echo "hex $f $w"
else f=$(stat -L -f '%p %z %m %Fm' -- "$1") || exit 3; echo "octal $f $w"; fi`;

/** $2 most bytes, $3 offset or "end". Prints size and offset, then the bytes. */
const read = `${begin}
${sizeOf}
[ -e "$1" ] || refuse cat -- "$1"
[ -f "$1" ] || { echo "not regular"; exit 4; }
[ -r "$1" ] || refuse cat -- "$1"
n=$(size "$1") || exit 3
n=$((n)) o=$3
if [ "$o" = end ]; then o=0; if [ $n -gt $2 ]; then o=$((n-$2)); fi; fi
echo "$n $o"
tail -c +$((o+1)) -- "$1" | head -c "$2"`;

/**
 * $2 a new name beside it, $3 mode in octal, $4 how many bytes; they come as stdin, and fewer replace nothing. Sync as far as the tools
 * can. What an earlier one left goes too.
 */
const write = `${begin}
${sizeOf}
[ -d "$1" ] && { echo "is a folder"; exit 4; }
umask 077
fail() { rm -f -- "$2" 2>/dev/null; exit 3; }
dd if=/dev/null of="$2" && chmod "$3" "$2" || fail "$@"
dd if=/dev/zero of=/dev/null count=0 conv=fsync 2>/dev/null && s=,fsync || s=
dd of="$2" bs=65536 conv=notrunc$s && n=$(size "$2") && [ $((n)) -eq "$4" ] && mv -f -- "$2" "$1" || fail "$@"
${cleanUnfinished}
exit 0`;

/** $2 mode in octal, or nothing. The bit that hands on the group of the folder above stays; some chmod take it away. */
const makeDirectory = `${begin}
[ -d "$1" ] && exit 0
mkdir -p -- "$1" || exit 3
if [ -n "$2" ]; then
  [ -g "$1" ] && g=1 || g=
  chmod "$2" "$1" || exit 3
  [ -z "$g" ] || [ -g "$1" ] || chmod g+s "$1" || exit 3
fi`;

/** $2 most entries. Prints for each a letter, its name, and NUL. Links count as what they lead to. */
const list = `${begin}
[ -d "$1" ] && [ -r "$1" ] && [ -x "$1" ] || { ls -d -- "$1/." >/dev/null || exit 3; refuse ls -- "$1"; }
cd -- "$1" || exit 3
i=0
for f in ./* ./.*; do
  case $f in ./.|./..) continue;; esac
  if [ -d "$f" ]; then k=d; elif [ -f "$f" ]; then k=f; elif [ -e "$f" ] || [ -h "$f" ]; then k=o; else continue; fi
  printf '%s%s\\0' $k "\${f#./}"
  i=$((i+1)); [ $i -lt $2 ] || break
done`;

export const fileScripts = { stat, read, write, makeDirectory, list } as const;
