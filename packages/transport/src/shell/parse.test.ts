import fc from "fast-check";
import { AppError } from "@postern/domain";
import type { Operation } from "@postern/agent-protocol";
import { describe, expect, test } from "vitest";

import { errnoOf } from "./errno-words.ts";
import { parseOperation } from "./parse-operation.ts";
import { parsePage } from "./pages.ts";
import { parseRun } from "./parse-run.ts";
import { parseStatLine } from "./parse-stat-line.ts";
import { renderRun } from "./render-run.ts";
import { runInShell } from "./run-in-shell.ts";
import type { ShellCommand } from "./shell-port.ts";
import { parsePiece, splitScript } from "./split-script.ts";

const token = "t0k3n";
const command: ShellCommand = { words: ["squeue"], workDir: "/work", timeoutMs: 1_500, maxOutputBytes: 10 };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = `\n${token} done 3 4 2 whole here\nb3V0Cg==\n\n${token} stderr\nZQo=\n\n${token} end\n`;

describe("the answer of a run", () => {
  test("is found between whatever else was printed", () => {
    const answer = parseRun(bytesOf(`*** Welcome to login1 ***\r\nmodule: warning${good}logout\n`), token, command);

    expect(answer).toMatchObject({ output: "here", result: { exitCode: 3, isCut: false } });
    expect(answer.output === "here" && Buffer.from(answer.result.stdout).toString()).toBe("out\n");
  });

  test.each([
    ["nothing at all", ""],
    ["a banner only", "Welcome\n"],
    ["another answer", good.replaceAll(token, "other")],
    ["half an answer", good.slice(0, 40)],
    ["an answer without its end", good.replace(`${token} end`, "")],
    ["fewer bytes than announced", good.replace("b3V0Cg==", "b3V0")],
    ["noise between the bytes", good.replace("b3V0Cg==", "b3V0\nwarning: clock skew\nCg==")],
    ["a size that is no number", good.replace("done 3 4", "done 3 four")],
    ["a size beyond all measure", good.replace("done 3 4", "done 3 99999999999999999999")],
    ["an exit code that none can have", good.replace("done 3", "done 300")],
    ["an unknown state", good.replace("done", "perhaps")],
    ["too few words", `\n${token} done\n`],
  ])("%s is a lost answer", (_, text) => {
    expect(() => parseRun(bytesOf(text), token, command)).toThrow(expect.objectContaining({ code: "agent.gone" }));
  });

  test("any bytes are a result or a clear error, never anything else", () => {
    const piece = fc.oneof(
      fc.constantFrom(token, " done ", "0", "4", " ", "\n", "here", "kept", "end", "b3V0Cg=="),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          parseRun(bytesOf(pieces.join("")), token, command);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["late", "command.timeout", "squeue took longer than 1.5 s and was ended."],
    ["nocd 1", "command.not_started", "Cannot run squeue in /work: no such folder."],
    ["noexec 127", "command.not_started", "Cannot run squeue: no such program."],
    ["noexec 126", "command.not_started", "Cannot run squeue: not executable, or the folder may not be entered."],
    ["failed no-base64", "command.not_started", "Cannot run squeue: the cluster has neither base64 nor openssl."],
  ])("%s is told in words", (line, code, message) => {
    expect(() => parseRun(bytesOf(`\n${token} ${line}\n`), token, command)).toThrow(expect.objectContaining({ code, message }));
  });
});

describe("output that stays on the cluster", () => {
  test("is fetched page by page, up to the limit, and then removed", async () => {
    const asked: string[] = [];
    const answers = [
      `\nt1 done 0 90000 3 whole kept\n`,
      `\nt2 page 8\n${Buffer.from("01234567").toString("base64")}\n\nt2 end\n`,
      `\nt3 page 2\n${Buffer.from("89").toString("base64")}\n\nt3 end\n`,
      `\nt4 page 3\n${Buffer.from("err").toString("base64")}\n\nt4 end\n`,
    ];
    let count = 0;
    const shell = { run: ({ text }: { readonly text: string }) => Promise.resolve(bytesOf(answers[asked.push(text) - 1] ?? "")) };

    const result = await runInShell({ shell, pageBytes: 8, newToken: () => `t${String((count += 1))}` }, command);

    expect({ ...result, stdout: Buffer.from(result.stdout).toString(), stderr: Buffer.from(result.stderr).toString() }).toEqual({
      exitCode: 0,
      stdout: "0123456789",
      stderr: "err",
      isCut: true,
    });
    expect(asked.map((text) => text.includes('tail -c +9 "$d/o.out" | head -c 2'))).toEqual([false, false, true, false]);
    expect(asked.map((text) => text.includes(".postern-t1; [ -d") && text.includes('\nrm -rf "$d"\n'))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("is lost when a page is not what was asked for", () => {
    const wish = { kept: "k", stream: "stdout", offset: 0, sizeBytes: 4, isLast: false } as const;

    for (const text of [
      "",
      `\n${token} failed no-folder\n`,
      `\n${token} page 3\nb3V0\n\n${token} end\n`,
      `\n${token} page 4\nb3V0Cg==\n`,
    ]) {
      expect(() => parsePage(bytesOf(text), token, wish)).toThrow(expect.objectContaining({ code: "agent.gone" }));
    }
  });
});

describe("a script that is too long for one command line", () => {
  const script = renderRun({ ...command, stdin: new Uint8Array(300_000) }, { token, pageBytes: 1 });

  test("travels in pieces below the limit", () => {
    const { pieces, last } = splitScript(script, { token, maxChars: 90_000 });

    expect(pieces).toHaveLength(5);
    for (const { text } of [...pieces, last]) expect(text.length).toBeLessThan(131_072);
  });

  test("stays below it whatever its words are made of", () => {
    const odd = renderRun({ ...command, words: ["printf", "'".repeat(40_000), "ü".repeat(20_000)] }, { token, pageBytes: 1 });
    const { pieces } = splitScript(odd, { token, maxChars: 120_000 });

    for (const { text } of pieces) expect(text.length).toBeLessThan(122_880);
  });

  test("has not run when a piece was not put down", () => {
    expect(() => parsePiece(bytesOf(`\n${token} end\n`), token)).not.toThrow();
    expect(() => parsePiece(bytesOf(`\n${token} failed no-space\n`), token)).toThrow(
      expect.objectContaining({
        code: "command.not_started",
        message: "Nothing can be run: the cluster's folder for temporary files is full.",
      }),
    );
    expect(() => parsePiece(bytesOf("sh: Killed\n"), token)).toThrow(expect.objectContaining({ code: "agent.gone" }));
  });
});

describe("what file operations print", () => {
  const result = { exitCode: 0, stdout: new Uint8Array(), stderr: new Uint8Array(), isCut: false };
  const operations: readonly Operation[] = [
    { kind: "read", path: "/f", offset: 0, maxBytes: 4 },
    { kind: "tail", path: "/f", maxBytes: 4 },
    { kind: "stat", path: "/f" },
    { kind: "list", path: "/f" },
  ];

  test.each(operations.map((operation) => [operation.kind, operation] as const))("a lying %s is a lost answer", (_, operation) => {
    expect(() => parseOperation(operation, { ...result, stdout: bytesOf("1 2 3 lies\0") })).toThrow(
      expect.objectContaining({ code: "agent.gone" }),
    );
  });

  test("more bytes than were asked for are not taken", () => {
    expect(() =>
      parseOperation({ kind: "read", path: "/f", offset: 0, maxBytes: 4 }, { ...result, stdout: bytesOf("9 0\n12345") }),
    ).toThrow(expect.objectContaining({ code: "agent.gone" }));
  });

  test("a disk that fails in the midst of a read is not taken for the end of the file", () => {
    const half = { ...result, stdout: bytesOf("9 0\n12"), stderr: bytesOf("tail: error reading '/f': Input/output error\n") };

    expect(() => parseOperation({ kind: "read", path: "/f", offset: 0, maxBytes: 9 }, half)).toThrow(
      expect.objectContaining({ code: "file.failed", message: "Cannot read /f: the disk or the network file system failed." }),
    );
  });

  test.each([
    ["GNU", "hex 81a0 5 1795900218 1795900218.156 yes\n", { mode: 0o640, modifiedAt: 1_795_900_218_156, kind: "file" }],
    ["busybox", "hex 41ed 0 1795900218 %.3Y no\n", { mode: 0o755, modifiedAt: 1_795_900_218_000, kind: "directory" }],
    ["BSD", "octal 100640 5 1795900218 1795900218.156000001 yes\n", { mode: 0o640, modifiedAt: 1_795_900_218_156, kind: "file" }],
    ["GNU, of a pipe", "hex 11a4 0 -1 -1.000 no\n", { mode: 0o644, modifiedAt: -1_000, kind: "other" }],
  ])("the stat of %s is understood", (_, line, wanted) => {
    expect(parseStatLine(line)).toMatchObject(wanted);
  });
});

test.each([
  ["cat: /x: No such file or directory\n", "ENOENT"],
  ["ERROR: ld.so: cannot open shared object file: No such file or directory\ncat: /x: Permission denied\n", "EACCES"],
  ["mkdir: can't create directory '/f/x': Not a directory\n", "ENOTDIR"],
  ["dd: failed to open '/f': No space left on device\r\n", "ENOSPC"],
  ["something else\n", undefined],
  ["", undefined],
])("%j is the error %s", (stderr, code) => {
  expect(errnoOf(bytesOf(stderr))).toBe(code);
});
