import { AppError } from "@postern/domain";
import { openOffline } from "@postern/server";
import type { OfflineServices } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../require-accounts.ts";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";
import { describeKeys, describeRotation, describeUnreadable } from "./keys/describe-keys.ts";
import type { Act, Add, Asked } from "./keys/add-command.ts";
import { addSealCommands } from "./keys/seal.ts";
import { addUnsealCommand } from "./keys/unseal.ts";
import { rewrapAll } from "./keys/rewrap-all.ts";

/** `postern keys …`: the master keys, beside a running server or without one. */
export function addKeysCommands(program: Command, terminal: Terminal): void {
  const keys = program.command("keys").description("look after the master keys");
  const add = (command: Command, act: Act): void => {
    addSettingOptions(command).action(async (...given: unknown[]) => {
      // Commander gives what was named by place first, then the options, then the command.
      const options = given.at(-2) as Asked["options"];
      const words = given.slice(0, -2).map(String);
      const { settings, clock, log } = await prepare(options);
      await using services = await openOffline(settings, { clock, log });
      await requireAccounts(services, settings);
      await services.keys.requireRight();
      await act(services, { options, words, clock, settings });
    });
  };
  add(keys.command("list").description("list the keys, and how far a rotation is"), async (services) => {
    terminal.out(describeKeys(await services.keys.describe()));
  });
  addRotation(keys, add, terminal);
  addVerify(keys, add, terminal);
  addDrop(keys, add, terminal);
  addSealCommands(keys, add, terminal);
  addUnsealCommand(keys, terminal);
}

function addRotation(keys: Command, add: Add, terminal: Terminal): void {
  const goOn = async (services: OfflineServices, { options, clock }: Asked): Promise<void> => {
    if (options["wait"] !== false) await rewrapAll(services, clock, terminal);
    else terminal.out("the running server brings the records over; follow it with ./postern keys list\n");
  };
  const noWait = ["--no-wait", "leave the work to the running server"] as const;
  const rotate = keys.command("rotate").description("make a new key, and bring every record to it");
  add(rotate.option(...noWait), async (services, asked) => {
    terminal.out(`made the key of term ${String(await services.keys.rotate(null))}\n`);
    await goOn(services, asked);
  });
  const resume = keys.command("resume").description("go on with a rotation, and try again what failed");
  add(resume.option(...noWait), async (services, asked) => {
    await services.keys.resume(null);
    await goOn(services, asked);
  });
  add(keys.command("stop").description("stop a rotation between two records, wherever it runs"), async (services) => {
    await services.keys.stop(null);
    const { rotation } = await services.keys.describe();
    terminal.out(rotation === undefined ? "" : describeRotation(rotation));
  });
}

function addVerify(keys: Command, add: Add, terminal: Terminal): void {
  add(keys.command("verify").description("open every record once; exit 0 only when all open"), async (services) => {
    const found = await services.keys.verify();
    terminal.out(describeUnreadable(found));
    if (found.failedCount + found.orphanedCount > 0) terminal.fail(1);
  });
}

function addDrop(keys: Command, add: Add, terminal: Terminal): void {
  const command = keys
    .command("drop")
    .description("take a key that nothing needs out of the seal, for ever")
    .argument("<term>", "its number");
  command.option("--no-backup-needs-it", "say that you want to restore no backup that was sealed with it");
  add(command, async (services, { options, words }) => {
    const term = parseTerm(words[0] ?? "");
    if (options["backupNeedsIt"] !== false) {
      throw new AppError(
        "setting.invalid",
        "Backups from before the end of the rotation open with the old key only. Add --no-backup-needs-it when you want none of them any more.",
        { fields: ["no-backup-needs-it"] },
      );
    }
    await services.keys.drop(null, term);
    terminal.out(`dropped the key of term ${String(term)}\n`);
  });
}

function parseTerm(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new AppError("setting.invalid", "Name the key by its term, as ./postern keys list shows it.", { fields: ["term"] });
}
