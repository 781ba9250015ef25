import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { AppError, isAppError } from "@postern/domain";
import { openOffline } from "@postern/server";
import type { ServerSettings } from "@postern/server";
import type { Command } from "commander";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Prepared } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

interface Check {
  readonly name: string;
  /** What was seen. Throws when it is not well. */
  readonly look: () => Promise<string>;
}

const lowSpaceBytes = 500_000_000;

/** `postern doctor`: looks at everything a server needs; exit 0 only when all is well. Works beside a running server. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program.command("doctor").description("check the data folder and what the server needs");
  addSettingOptions(command).action(async (options: Record<string, unknown>) => {
    const prepared = await prepare(options);
    // The other checks would make the folder that a misspelt option names.
    const hasFolder = await perform({ name: "data folder", look: () => lookAtFolder(prepared.settings) }, terminal);
    let isWell = hasFolder;
    for (const check of hasFolder ? checksOf(prepared) : []) isWell = (await perform(check, terminal)) && isWell;
    if (!isWell) terminal.fail(1);
  });
}

async function perform({ name, look }: Check, terminal: Terminal): Promise<boolean> {
  try {
    terminal.out(`ok    ${name}: ${await look()}\n`);
    return true;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const cure = isAppError(error) ? `\n      ${error.hint}` : "";
    terminal.out(`FAIL  ${name}: ${words}${cure}\n`);
    return false;
  }
}

function checksOf({ settings, clock, log }: Prepared): readonly Check[] {
  return [
    { name: "free space", look: () => lookAtSpace(settings.dataDir) },
    {
      name: "database",
      look: async () => {
        await using services = await openOffline(settings, { clock, log });
        await services.database.ping();
        const accounts = (await services.users.hasUsers()) ? "has accounts" : "has no account yet; run ./postern init";
        return `${services.database.engine}, ${accounts}`;
      },
    },
    {
      name: "keys",
      look: async () => {
        await using services = await openOffline(settings, { clock, log });
        await services.keys.requireRight();
        const { sealName, terms } = await services.keys.describe();
        const held = terms.filter(({ state }) => state !== "dropped").length;
        return `${sealName}, ${String(held)} key term${held === 1 ? "" : "s"}`;
      },
    },
    { name: "pages", look: () => lookAtFile(`${settings.webDir}/index.html`) },
    { name: "agent download", look: () => lookAtFile(`${settings.agentDir}/postern-agent-linux-x86_64`) },
  ];
}

async function lookAtFolder({ dataDir }: ServerSettings): Promise<string> {
  await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  return dataDir;
}

async function lookAtSpace(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < lowSpaceBytes) throw new AppError("storage.unavailable", `Only ${String(Math.round(free / 1e6))} MB are free.`);
  return `${(free / 1e9).toFixed(1)} GB`;
}

async function lookAtFile(path: string): Promise<string> {
  await access(path, constants.R_OK);
  return path;
}
