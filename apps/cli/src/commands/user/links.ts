import { openOffline, setupAddress } from "@postern/server";
import type { OfflineServices } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../../require-accounts.ts";
import { NewSecretFile } from "../../secret-file.ts";
import { addSettingOptions, prepare } from "../../settings-options.ts";
import type { Terminal } from "../../terminal.ts";
import { findUser } from "./find-user.ts";

interface LinkOptions extends Record<string, unknown> {
  readonly email: string;
  readonly out?: string;
  readonly administrator?: boolean;
}

/** `postern user invite`: an account without a password, and the link at which its person chooses one. */
export function addInvite(user: Command, terminal: Terminal): void {
  const command = user.command("invite").description("make an account, and a link at which its person chooses a password; good for a week");
  command.option("--administrator", "let the person run the server");
  addLinkOptions(command).action((options: LinkOptions) =>
    giveLink(options, terminal, async ({ accounts }) => {
      const isAdministrator = options.administrator === true;
      const { invitation } = await accounts.create(null, { email: options.email, isAdministrator });
      return invitation?.link ?? "";
    }),
  );
}

/** `postern user reset-password-link`: a link at which somebody chooses another password, or their first one. */
export function addResetLink(user: Command, terminal: Terminal): void {
  const command = user
    .command("reset-password-link")
    .description("make a link at which a person chooses another password, or the first one; earlier links stop working");
  addLinkOptions(command).action((options: LinkOptions) =>
    giveLink(options, terminal, async (services) => {
      const { link } = await services.accounts.createLink(null, await findUser(services, options.email));
      return link;
    }),
  );
}

function addLinkOptions(command: Command): Command {
  command
    .requiredOption("--email <email>", "address of the person")
    .option("--out <file>", "write the link to this new file (mode 600) instead of printing it");
  return addSettingOptions(command);
}

// The link is the last word of the output, and is shown this once.
async function giveLink(options: LinkOptions, terminal: Terminal, make: (services: OfflineServices) => Promise<string>): Promise<void> {
  const { settings, clock, log } = await prepare(options);
  await using services = await openOffline(settings, { clock, log });
  await requireAccounts(services, settings);
  await using out = options.out === undefined ? undefined : await NewSecretFile.reserve(options.out);
  const address = setupAddress(settings, await make(services));
  if (out === undefined) terminal.out(`give this link to ${options.email}; it works once: ${address}\n`);
  else await out.write(address);
}
