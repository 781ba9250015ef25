import { AppError } from "@postern/domain";
import { copyIntoKeyFile, copyUnderPassphrase, forgetSeal, renderForEnvironment } from "@postern/server";
import type { SealMove } from "@postern/server";
import { Argument } from "commander";
import type { Command } from "commander";
import { NewSecretFile } from "../../secret-file.ts";
import type { Terminal } from "../../terminal.ts";
import type { Add, Asked } from "./add-command.ts";

/** `postern keys seal` and `postern keys forget-seal`: from one seal to another, with the keys in one of them at every moment. */
export function addSealCommands(keys: Command, add: Add, terminal: Terminal): void {
  const seal = keys.command("seal").description("copy the keys into another seal, or under another passphrase");
  seal.addArgument(new Argument("<seal>", "where to").choices(["key-file", "environment", "passphrase"]));
  seal.option("--new-passphrase-file <file>", "for passphrase: file whose first line is the new one (mode 600)");
  seal.option("--out <file>", "for environment: write the value of POSTERN_VAULT_KEYS to this new file (mode 600)");
  seal.option("--new-term", "for environment: with a new key, which is used from the next start on");
  add(seal, async (services, asked) => {
    const move = { keys: services.keys, settings: asked.settings, clock: asked.clock };
    terminal.out(await copyTo(asked.words[0] ?? "", move, asked.options));
    terminal.out(
      `now set vault-seal = "${asked.words[0] ?? ""}", restart the server, and remove the old one with ./postern keys forget-seal\n`,
    );
  });

  const forget = keys.command("forget-seal").description("remove the file of a seal that is not used any more");
  forget.addArgument(new Argument("<seal>", "which").choices(["key-file", "passphrase"]));
  add(forget, async (services, { settings, clock, words }) => {
    const kind = words[0] === "passphrase" ? "passphrase" : "key-file";
    terminal.out(`removed ${await forgetSeal({ keys: services.keys, settings, clock }, kind)}\n`);
  });
}

async function copyTo(kind: string, move: SealMove, options: Asked["options"]): Promise<string> {
  if (kind === "key-file") return `the keys are in ${await copyIntoKeyFile(move)}\n`;
  if (kind === "passphrase")
    return `the keys are under the passphrase in ${await copyUnderPassphrase(move, named(options, "newPassphraseFile"))}\n`;
  await using file = await NewSecretFile.reserve(named(options, "out"));
  using text = await renderForEnvironment(move, { withNewTerm: options["newTerm"] === true });
  await text.useText((value) => file.write(value));
  return "the keys are in the file, in clear: move it where the environment of the server comes from\n";
}

function named(options: Asked["options"], name: "newPassphraseFile" | "out"): string {
  const value = options[name];
  if (typeof value === "string") return value;
  const flag = name === "out" ? "out" : "new-passphrase-file";
  throw new AppError("setting.invalid", `Name a file with --${flag}.`, { fields: [flag] });
}
