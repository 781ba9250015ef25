import { AppError, toUserId } from "@postern/domain";
import { openOffline } from "@postern/server";
import type { Command } from "commander";
import { NewSecretFile } from "../secret-file.ts";
import { requireAccounts } from "../require-accounts.ts";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

interface TokenOptions extends Record<string, unknown> {
  readonly user: string;
  readonly name: string;
  readonly out?: string;
}

/** `postern token create`: another personal access token; the last word of the output unless `--out` names a file. */
export function addTokenCommand(program: Command, terminal: Terminal): void {
  const command = program.command("token").description("manage personal access tokens").command("create").description("make a token");
  command
    .requiredOption("--user <email>", "whose token it is")
    .requiredOption("--name <name>", "name in the list of tokens")
    .option("--out <file>", "write it to this new file (mode 600) instead of printing it");
  addSettingOptions(command).action(async (options: TokenOptions) => {
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    const user = await services.users.findByEmail(options.user);
    if (user === undefined) throw new AppError("user.not_found", `There is no account for ${options.user}.`);
    await using out = options.out === undefined ? undefined : await NewSecretFile.reserve(options.out);
    const { text } = await services.tokens.create(toUserId(user.id), options.name);
    if (out === undefined) terminal.out(`${text}\n`);
    else await out.write(text);
  });
}
