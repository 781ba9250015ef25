import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { addCreate } from "./user/create.ts";
import { addDisableAndEnable } from "./user/enable.ts";
import { addInvite, addResetLink } from "./user/links.ts";

/** `postern user …`: accounts. */
export function addUserCommand(program: Command, terminal: Terminal): void {
  const user = program.command("user").description("manage accounts");
  addCreate(user, terminal);
  addInvite(user, terminal);
  addResetLink(user, terminal);
  addDisableAndEnable(user, terminal);
}
