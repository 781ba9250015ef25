import { openOffline } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../../require-accounts.ts";
import { readSecretFile } from "../../secret-file.ts";
import { addSettingOptions, prepare } from "../../settings-options.ts";
import type { Terminal } from "../../terminal.ts";

interface CreateOptions extends Record<string, unknown> {
  readonly email: string;
  readonly passwordFile: string;
  readonly administrator?: boolean;
}

/** `postern user create`: an account with a password. */
export function addCreate(user: Command, terminal: Terminal): void {
  const command = user.command("create").description("make an account with a password");
  command
    .requiredOption("--email <email>", "address of the person")
    .requiredOption("--password-file <file>", "file whose first line is the password (mode 600)")
    .option("--administrator", "let the person run the server");
  addSettingOptions(command).action(async (options: CreateOptions) => {
    const password = await readSecretFile(options.passwordFile);
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    await services.accounts.create(null, { email: options.email, password, isAdministrator: options.administrator === true });
    terminal.out(`made the account ${options.email}\n`);
  });
}
