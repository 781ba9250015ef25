/**
 * Text for `sh` that runs one program under limits and prints one framed answer. POSIX, with three helpers that every Linux has:
 * `base64` (else `openssl`), `mkfifo`, and `setsid` (else `perl`; without both, a deadline ends the program but not its children).
 *
 * - All is one function, so a text that arrived in part does nothing, and `sh -s` may read it from its stdin.
 * - Answers leave through descriptor 3, which no other program holds: nothing that a shell, a banner or a child prints gets between
 *   the lines, and a child that stays behind holds nobody up.
 * - stdout and stderr go through pipes into files that `ulimit` bounds; what is beyond is read and dropped, so that a program that
 *   prints without end fills neither the disk nor the connection, and is not ended by it.
 * - The program is not made a background job: such ones ignore INT and QUIT. The watchdog is.
 * - A program that does not even die of KILL (a dead file server) must not hold us up: the watchdog answers in its place, and ends us.
 * - It touches no file but in a private folder, whose name nobody can guess.
 */

/** The token is the mark of the answer's lines, and a part of the folder's name. */
const findTools = `
t=@TOKEN@
say() { printf '\\n%s %s\\n' "$t" "$*" >&3; }
if command -v base64; then enc() { base64 <"$1"; }; dec() { base64 -d; }
elif command -v openssl; then enc() { openssl base64 -in "$1"; }; dec() { openssl base64 -d; }
else say failed no-base64; return; fi`;

const makeFolder = `
d=
for b in "\${TMPDIR:-/tmp}" /tmp /dev/shm "$HOME"; do
  (umask 077 && mkdir "$b/.postern-$t") && d=$b/.postern-$t && break
done
[ -n "$d" ] || { say failed no-folder; return; }`;

const findFolder = `
for b in "\${TMPDIR:-/tmp}" /tmp /dev/shm "$HOME"; do d=$b/.postern-@KEPT@; [ -d "$d" ] && [ -O "$d" ] && [ ! -h "$d" ] && break; d=; done
[ -n "$d" ] || { say failed no-folder; return; }`;

const begin = `postern() {
exec 3>&1 >/dev/null 2>&1 </dev/null`;

/** $0 folder, $1 name of the stream, $2 most blocks. */
const collect = 'ulimit -f "$2"; trap "" XFSZ; cat >"$0/$1.out" || : >"$0/$1.cut"; exec cat';

/** $0 folder, $1 work directory, then the words. The trap runs only where `exec` fails; bash has none for a file that is no program. */
const runWords = `echo $$ >"$0/pid"
no() { : >"$0/noexec"; exit "$1"; }
cd -- "$1" || { : >"$0/nocd"; exit 1; }
shift
case $1 in */*) [ -e "$1" ] || no 127; [ -f "$1" ] && [ -x "$1" ] || no 126;; esac
trap ": >\\"\\$0/noexec\\"" EXIT
exec "$@"`;

/** $0 folder, $1 mark, $2 seconds, $3 sign of a group, $4 the shell that runs the program. Its stdout is the answer. */
const watch = `{ sleep "$2"; : >"$0/late"; p=$(cat "$0/pid"); kill -TERM "$3$p"; sleep 2; kill -KILL "$3$p"; sleep 2; } >/dev/null
[ -e "$0/code" ] || { printf "\\n%s late\\n" "$1"; rm -rf "$0"; kill -9 "$4"; }`;

/** $0 sign of a group, then the collectors. */
const drain = 'sleep 2; kill -9 "$0$1" "$0$2"';

const run = `${begin}${findTools}${makeFolder}
mkfifo "$d/o" "$d/e" || { rm -rf "$d"; say failed no-folder; return; }
@STDIN@
lead= g=
if command -v setsid; then lead=setsid g=-; elif command -v perl; then lead='perl -e setpgrp;exec@ARGV' g=-; fi
end() { kill -9 "$g$1" || kill -9 "$1"; }
$lead sh -c '${collect}' "$d" o @BLOCKS@ <"$d/o" 3>&- & co=$!
$lead sh -c '${collect}' "$d" e @BLOCKS@ <"$d/e" 3>&- & ce=$!
$lead sh -c '${watch}' "$d" "$t" @SECONDS@ "$g" $$ >&3 3>&- & w=$!
(exec $lead sh -c '${runWords}' "$d" @WORDS@ <@INPUT@ >"$d/o" 2>"$d/e" 3>&-)
c=$?
echo $c >"$d/code"
end $w
$lead sh -c '${drain}' "$g" $co $ce 3>&- & k=$!
wait $co; wait $ce; end $k
trap '' PIPE
s=done
[ -e "$d/noexec" ] && s=noexec
[ -e "$d/nocd" ] && s=nocd
[ -e "$d/late" ] && s=late
x=whole; [ -e "$d/o.cut" ] || [ -e "$d/e.cut" ] && x=cut
n=$(wc -c <"$d/o.out") m=$(wc -c <"$d/e.out")
if [ $s != done ]; then say $s $c; rm -rf "$d"
elif [ $((n+m)) -gt @PAGE@ ]; then say done $c $((n)) $((m)) $x kept
else
  say done $c $((n)) $((m)) $x here
  enc "$d/o.out" >&3; say stderr; enc "$d/e.out" >&3
  rm -rf "$d"; say end
fi
}`;

const page = `${begin}${findTools}${findFolder}
n=$(tail -c +@FROM@ "$d/@STREAM@.out" | head -c @PAGE@ >"$d/page"; wc -c <"$d/page")
say page $((n)); enc "$d/page" >&3
@AFTER@
say end
}`;

const piece = `${begin}${findTools}
@FOLDER@
printf %s @TEXT@ >>"$d/script" && say end || say failed no-space
}`;

const runPieces = `${begin}${findTools}${findFolder}
. "$d/script"
rm -rf "$d"
exec >&3 3>&-
postern
}`;

/** What stands between `@` is filled in by `fillTemplate`. */
export const shellTemplates = { run, page, piece, runPieces, makeFolder, findFolder } as const;

/** In one pass, so that what is filled in is never read as a place to fill. */
export function fillTemplate(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/@([A-Z]+)@/g, (place, name: string) => String(values[name] ?? place));
}
