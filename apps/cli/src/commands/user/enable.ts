import { openOffline } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../../require-accounts.ts";
import { addSettingOptions, prepare } from "../../settings-options.ts";
import type { Terminal } from "../../terminal.ts";
import { findUser } from "./find-user.ts";

interface EnableOptions extends Record<string, unknown> {
  readonly email: string;
}

/** `postern user disable` and `postern user enable`. */
export function addDisableAndEnable(user: Command, terminal: Terminal): void {
  add(
    user.command("disable").description("let somebody do nothing any more: sessions end, tokens and agents stop; runs go on"),
    terminal,
    true,
  );
  add(user.command("enable").description("let somebody in again; their tokens work as before"), terminal, false);
}

function add(command: Command, terminal: Terminal, isDisabled: boolean): void {
  command.requiredOption("--email <email>", "address of the person");
  addSettingOptions(command).action(async (options: EnableOptions) => {
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    await services.accounts.update(null, await findUser(services, options.email), { isDisabled });
    terminal.out(`${isDisabled ? "disabled" : "enabled"} the account ${options.email}\n`);
  });
}
