import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ensureDebianPackages } from "@postern/testing";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const noise = `touch "$HOME/was-read"; echo "Welcome! $HOME"; echo 'module: command not found' >&2; printf 'no end of line'`;
const rcFiles: Readonly<Record<string, string>> = {
  ".bashrc": `${noise}\nalias exec=false\nstty sane\nset -o noclobber`,
  ".zshenv": noise,
  ".tcshrc": `touch "$HOME/was-read"\necho "Welcome! $HOME"\nprintf 'no end of line'\nmodule load nothing`,
  ".config/fish/config.fish": `touch "$HOME/was-read"; echo Welcome; printf 'no end of line'; module load nothing; function fish_prompt; echo prompt; end`,
  ".profile": noise,
};

beforeAll(() => ensureDebianPackages(["zsh", "fish", "tcsh"]), 300_000);

/** As Debian has it: a program of its own, which the login shell starts. What its files print comes first, where SFTP should begin. */
const sftp = "Subsystem sftp /usr/lib/openssh/sftp-server";

describe.each(["/bin/bash", "/bin/dash", "/usr/bin/zsh", "/usr/bin/tcsh", "/usr/bin/fish"])(
  "an account with the login shell %s",
  (shell) => {
    test("and files that print spoils no answer, no file and no stream", async () => {
      const scene = await startSshScene({ loginShell: shell, hasSftp: false, settings: [sftp, "Banner /etc/hostname"] });
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
      const name = await channel.run({ words: ["printenv", "SHELL"], timeoutMs: 30_000 });
      const both = await channel.run({ words: ["sh", "-c", "cat; echo err >&2; exit 7"], stdin: "grüße\n", timeoutMs: 30_000 });
      const missing = channel.run({ words: ["no-such-program"], timeoutMs: 30_000 });
      await expect(missing).rejects.toMatchObject({ code: "command.not_started" });
      await channel.writeFile(join(scene.home, "file"), bytes);

      expect(name.stdout).toBe(`${shell}\n`);
      // dash reads no file of its own when it is given a command.
      const isNoisy = shell !== "/bin/dash";
      expect((await readdir(scene.home)).includes("was-read")).toBe(isNoisy);
      expect((await scene.account.sftp()) === undefined).toBe(isNoisy);
      expect(asked).toEqual([words, words]);
      expect(answerers[0]).toEqual(answerers[1]);
      expect(words).toEqual({ exitCode: 0, stdout: "$HOME|a b|*|!x|'; false|ü\n||", stderr: "" });
      expect(both).toEqual({ exitCode: 7, stdout: "grüße\n", stderr: "err\n" });
      expect(Buffer.compare((await channel.readFile(join(scene.home, "file"))).bytes, bytes)).toBe(0);
    });
  },
);
