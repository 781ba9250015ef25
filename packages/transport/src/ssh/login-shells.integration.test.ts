import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ensureDebianPackages } from "@postern/testing";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const noise = `echo "Welcome! $HOME"; echo 'module: command not found' >&2; printf 'no end of line'`;
const rcFiles: Readonly<Record<string, string>> = {
  ".bashrc": `${noise}\nalias exec=false\nstty sane\nset -o noclobber`,
  ".zshenv": noise,
  ".tcshrc": `echo "Welcome! $HOME"\nprintf 'no end of line'\nmodule load nothing`,
  ".config/fish/config.fish": `echo Welcome; printf 'no end of line'; module load nothing; function fish_prompt; echo prompt; end`,
  ".profile": noise,
};

beforeAll(() => ensureDebianPackages(["zsh", "fish", "tcsh"]), 300_000);

// A login shell gets the command as the server hands it over: `shell -c command`. The account of the test keeps its own shell.
describe.each(["bash", "dash", "zsh", "tcsh", "fish"])("a login shell: %s", (shell) => {
  test("with files that print spoils no answer, no file and no stream", async () => {
    const scene = await startSshScene({ settings: [`ForceCommand ${shell} -c "$SSH_ORIGINAL_COMMAND"`, "Banner /etc/hostname"] });
    onTestFinished(() => scene[Symbol.asyncDispose]());
    for (const [name, text] of Object.entries(rcFiles)) {
      await mkdir(join(scene.home, name, ".."), { recursive: true });
      await writeFile(join(scene.home, name), `${text}\n`);
    }
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);

    const channel = await scene.open(scene.home);
    const command = { words: ["printf", "%s|", "$HOME", "a b", "*", "!x", "'; false", "ü\n", ""], timeoutMs: 30_000 } as const;
    const words = await channel.run(command);
    const asked = [await channel.run({ ...command, isQuestion: true }), await channel.run({ ...command, isQuestion: true })];
    const answerer = { words: ["sh", "-c", "printf %s $PPID"], timeoutMs: 30_000, isQuestion: true } as const;
    const answerers = [await channel.run(answerer), await channel.run(answerer)];
    const both = await channel.run({ words: ["sh", "-c", "cat; echo err >&2; exit 7"], stdin: "grüße\n", timeoutMs: 30_000 });
    const missing = channel.run({ words: ["no-such-program"], timeoutMs: 30_000 });
    await expect(missing).rejects.toMatchObject({ code: "command.not_started" });
    await channel.writeFile(join(scene.home, "file"), bytes);

    expect(asked).toEqual([words, words]);
    expect(answerers[0]).toEqual(answerers[1]);
    expect(words).toEqual({ exitCode: 0, stdout: "$HOME|a b|*|!x|'; false|ü\n||", stderr: "" });
    expect(both).toEqual({ exitCode: 7, stdout: "grüße\n", stderr: "err\n" });
    expect(Buffer.compare((await channel.readFile(join(scene.home, "file"))).bytes, bytes)).toBe(0);
  });
});
