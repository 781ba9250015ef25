import { AppError } from "@postern/domain";
import { openOffline, renderFinding } from "@postern/server";
import type { Verification } from "@postern/server";
import type { Command } from "commander";
import { requireAccounts } from "../require-accounts.ts";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";

/** `postern audit verify` and `postern audit begin-anew`: whether the trail is as it was written, and what to do when it is not. */
export function addAuditCommands(program: Command, terminal: Terminal): void {
  const audit = program.command("audit").description("look after the audit trail");
  addVerify(audit, terminal);
  addBeginAnew(audit, terminal);
}

function addVerify(audit: Command, terminal: Terminal): void {
  const command = audit.command("verify").description("check that no entry was changed, removed, added or moved; exit 0 only then");
  command.option("--noted <number:hash>", "also check an end of the trail that you wrote down earlier");
  addSettingOptions(command).action(async (options: Record<string, unknown>) => {
    const noted = typeof options["noted"] === "string" ? parseNoted(options["noted"]) : undefined;
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    const verification = await services.trail.verify(noted);
    if (verification.findings.length === 0) terminal.out(describeWhole(verification));
    else {
      terminal.out(describeFindings(verification));
      terminal.err(
        "The audit trail is not as it was written. Keep a copy of the database, find out how, and then run ./postern audit begin-anew\n",
      );
      terminal.fail(1);
    }
  });
}

function addBeginAnew(audit: Command, terminal: Terminal): void {
  const command = audit.command("begin-anew").description("after a break: mark what does not fit, and chain the trail anew");
  command.option("--lost-key", "make a new key file in the place of a lost one; nothing in the trail can be checked then");
  addSettingOptions(command).action(async (options: Record<string, unknown>) => {
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    if (options["lostKey"] === true) await services.replaceLostKeyFile();
    const found = await services.trail.beginAnew();
    terminal.out(describeFindings(found));
    const { newest } = await services.trail.verify();
    terminal.out(`begun anew with entry ${String(newest.number)}, which records this\n`);
  });
}

function parseNoted(text: string): Verification["newest"] {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number !== undefined && hash !== undefined) return { number: Number(number), hash };
  throw new AppError("setting.invalid", "Write --noted as verify prints it: the number, a colon and 64 hexadecimal digits.", {
    fields: ["noted"],
  });
}

function describeWhole({ entries, before, broken, newest }: Verification): string {
  const doubts = [
    ...(before === 0 ? [] : [`${String(before)} older than the chain`]),
    ...(broken === 0 ? [] : [`${String(broken)} marked as broken`]),
  ];
  const some = doubts.length === 0 ? "" : ` (${doubts.join(", ")})`;
  return `whole: ${String(entries)} entries${some}\nto note elsewhere: ${String(newest.number)}:${newest.hash}\n`;
}

function describeFindings({ findings, hasMore }: Verification): string {
  const lines = findings.map((finding) => `FAIL  ${renderFinding(finding)}\n`);
  return `${lines.join("")}${hasMore ? "FAIL  and more than is listed here\n" : ""}`;
}
