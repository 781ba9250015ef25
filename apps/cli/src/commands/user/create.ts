import type { Command } from "commander";
import { openWithPassword } from "../../open-with-password.ts";
import type { PasswordOptions } from "../../open-with-password.ts";
import { requireAccounts } from "../../require-accounts.ts";
import { addSettingOptions } from "../../settings-options.ts";
import type { Terminal } from "../../terminal.ts";

interface CreateOptions extends PasswordOptions {
  readonly email: string;
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
    const { password, settings, services: opened } = await openWithPassword(options);
    await using services = opened;
    await requireAccounts(services, settings);
    await services.accounts.create(null, { email: options.email, password, isAdministrator: options.administrator === true });
    terminal.out(`made the account ${options.email}\n`);
  });
}
