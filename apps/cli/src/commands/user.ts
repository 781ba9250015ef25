import { openOffline } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../require-accounts.ts";
import { readSecretFile } from "../secret-file.ts";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

interface UserOptions extends Record<string, unknown> {
  readonly email: string;
  readonly passwordFile: string;
}

/** `postern user create`: an ordinary account. */
export function addUserCommand(program: Command, terminal: Terminal): void {
  const command = program.command("user").description("manage accounts").command("create").description("make an account");
  command
    .requiredOption("--email <email>", "address of the person")
    .requiredOption("--password-file <file>", "file whose first line is the password (mode 600)");
  addSettingOptions(command).action(async (options: UserOptions) => {
    const password = await readSecretFile(options.passwordFile);
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    await services.users.createAccount({ email: options.email, password, isAdministrator: false });
    terminal.out(`made the account ${options.email}\n`);
  });
}
