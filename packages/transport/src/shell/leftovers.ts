/**
 * What a script leaves behind on the cluster when its connection breaks between two pieces, or when it is ended in the middle: a private
 * folder where temporary files are, or an unfinished file beside the one that it would have become.
 *
 * Only what bears a name that we give, is our own account's, is no link, and has not been touched for a day: nothing of ours runs so long.
 */
const isOld = (what: string): string => `[ ! -h "${what}" ] && [ -O "${what}" ] && [ -n "$(find "${what}" -prune -mtime +0)" ]`;

const isNamed = (name: string, fewestChars: number): string =>
  `case ${name} in *[!0-9a-f]*) continue;; esac; [ \${#n} -ge ${String(fewestChars)} ] || continue`;

/** Does what its words say, and removes old folders then; nobody waits for that. For `sh -c`. */
export const thenCleanFolders = `"$@"; (LC_ALL=C; for b in "\${TMPDIR:-/tmp}" /tmp /dev/shm "$HOME"; do
  for d in "$b"/.postern-*; do
    n=\${d##*/.postern-}
    ${isNamed("$n", 32)}
    [ -d "$d" ] && ${isOld("$d")} && rm -rf -- "$d"
  done
done) </dev/null >/dev/null 2>&1 &`;

/** Removes old unfinished files beside `$2`, which is the name of one. */
export const cleanUnfinished = `for f in "\${2%/*}"/.postern-*.tmp; do
  n=\${f##*/.postern-} n=\${n%.tmp}
  ${isNamed("$n", 16)}
  [ -f "$f" ] && ${isOld("$f")} && rm -f -- "$f"
done 2>/dev/null`;
