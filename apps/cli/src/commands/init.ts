import { AppError } from "@postern/domain";
import type { Command } from "commander";
import { openWithPassword } from "../open-with-password.ts";
import type { PasswordOptions } from "../open-with-password.ts";
import { NewSecretFile } from "../secret-file.ts";
import { addSettingOptions } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

interface InitOptions extends PasswordOptions {
  readonly adminEmail: string;
  readonly tokenFile?: string;
}

/** `postern init`: the first administrator, without a browser. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  const command = program.command("init").description("make the first administrator");
  command
    .requiredOption("--admin-email <email>", "address of the administrator")
    .requiredOption("--password-file <file>", "file whose first line is the password (mode 600)")
    .option("--token-file <file>", "write a personal access token to this new file (mode 600)");
  addSettingOptions(command).action(async (options: InitOptions) => {
    const { password, services: opened } = await openWithPassword(options);
    await using services = opened;
    if (await services.users.hasUsers()) throw new AppError("user.exists", "This data folder has an account already.");
    await using tokenFile = options.tokenFile === undefined ? undefined : await NewSecretFile.reserve(options.tokenFile);
    await services.ensureKeyFile();
    const userId = await services.users.createFirstAdministrator({ email: options.adminEmail, password });
    terminal.out(`made the administrator ${options.adminEmail}\n`);
    if (tokenFile === undefined) return;
    const { text } = await services.tokens.create(userId, "init");
    await tokenFile.write(text);
    terminal.out(`wrote a token to ${options.tokenFile ?? ""}\n`);
  });
}
