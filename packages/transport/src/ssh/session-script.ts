import { quoteWord, quoteWords } from "../shell/quote-word.ts";
import { fillTemplate } from "../shell/run-script.ts";
import type { ShellCommand } from "../shell/shell-port.ts";
import { refuseOddWords } from "./command-errors.ts";

const base64LineChars = 76;

/**
 * Text for `sh -s` that runs one program. A session of SSH carries both outputs apart, bytes as they are and the end of the connection
 * as the end of its stdin; so this needs no files and two processes more than the program.
 *
 * - All is one function, so a text that arrived in part does nothing. What login shells and their files print comes before the marks.
 * - A leash reads the stdin of the session, on which nothing comes: its end says that the time is up, that nobody wants the answer any
 *   more, or that the connection broke. Then the whole process group gets TERM, and KILL after two seconds.
 * - The program is not made a background job: such ones ignore INT and QUIT. The leash is.
 * - A stdin that does not arrive whole must not look as if it had: the whole group is killed before the pipe to the program ends. A
 *   program that wants no more of it (141: the pipe broke) is none of that.
 * - Its variables have names that nobody exports: those of an account reach its programs as they are.
 * - A child that stays behind holds nobody up: the end of both outputs is told by a line.
 */
const session = `postern() {
postern_t=@TOKEN@
exec 3>&1 4>&2 5<&0 </dev/null >/dev/null 2>&1
say() { printf '\\n%s %s\\n' "$postern_t" "$*" >&4; printf '\\n%s %s\\n' "$postern_t" "$*" >&3; }
say begin
cd -- @FOLDER@ || { say nocd; exit 0; }
set -- @WORDS@
case $1 in */*)
  [ -e "$1" ] || { say noexec 127; exit 0; }
  [ -f "$1" ] && [ -x "$1" ] || { say noexec 126; exit 0; };;
esac
@TOOL@
postern_g=-$$; kill -0 "$postern_g" || postern_g=$$
( while read -r l <&5; do :; done; trap '' TERM; kill -TERM "$postern_g"; sleep 2; kill -KILL "$postern_g" ) 3>&- 4>&- & postern_w=$!
run() { exec >&3 2>&4 3>&- 4>&- 5<&-; trap 'printf "\\n%s noexec %s\\n" "$postern_t" "$?" >&2' EXIT; exec "$@"; }
@START@
postern_c=$?
kill -9 $postern_w
say done $postern_c
exit 0
}
postern
`;

const decoder = `if command -v base64; then dec() { base64 -d; }
elif command -v openssl; then dec() { openssl base64 -d; }
else say failed no-base64; exit 0; fi`;

/**
 * The script that runs a program in a session; both outputs of it are read by `MarkedOutput`.
 *
 * @throws command.not_started for words that no shell can be given.
 */
export function renderSession({ words, workDir, stdin }: ShellCommand, token: string): string {
  refuseOddWords(words);
  return fillTemplate(session, {
    TOKEN: token,
    FOLDER: quoteWord(workDir),
    WORDS: quoteWords(words),
    TOOL: stdin === undefined ? ":" : decoder,
    START: stdin === undefined ? '(run "$@")' : renderFed(stdin),
  });
}

function renderFed(stdin: Uint8Array): string {
  const base64 = Buffer.from(stdin.buffer, stdin.byteOffset, stdin.byteLength).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${String(base64LineChars)}}`, "g")) ?? [];
  return [
    `(trap 'say short; kill -KILL "$postern_g"' EXIT; dec <<'POSTERN'; case $? in 0|141) trap - EXIT;; esac) | (run "$@")`,
    ...lines,
    "POSTERN",
  ].join("\n");
}
