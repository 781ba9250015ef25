import { startServer } from "@postern/server";
import type { Command } from "commander";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

/** `postern serve`: runs until SIGTERM or SIGINT, and then ends in order; a second signal ends it at once. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program.command("serve").description("run the server");
  addSettingOptions(command).action(async (options: Record<string, unknown>) => {
    const { settings, clock, log } = await prepare(options);
    const stop = waitForSignal();
    await using server = await startServer(settings, { clock, log });
    if (server.authorityPath !== undefined) terminal.err(`clients must trust ${server.authorityPath}\n`);
    if (server.firstRunUrl !== undefined) terminal.err(`no account exists yet; open this link once: ${server.firstRunUrl}\n`);
    terminal.out(`listening on ${server.url}\n`);
    const signal = await stop;
    log.info({ signal }, "closing");
  });
}

function waitForSignal(): Promise<string> {
  const signals = ["SIGTERM", "SIGINT"] as const;
  return new Promise((resolve) => {
    const hear = (signal: string): void => {
      // Without a listener a signal does what it does by itself: whoever sends a second one is done with waiting.
      for (const each of signals) process.off(each, hear);
      resolve(signal);
    };
    for (const signal of signals) process.on(signal, hear);
  });
}
