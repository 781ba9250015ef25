import { renderDownload } from "./download.ts";
import { renderLegacyDownload, renderLegacyStart } from "./legacy.ts";
import { authorityFile, siteAuthorityFile } from "./script-wish.ts";
import type { AgentScript } from "./script-wish.ts";
import { quoteForShell, renderFolder } from "./shell-words.ts";
import { renderJob } from "./submit.ts";

/** Stands where the token goes: the page puts one in, the server never does. */
export const tokenPlaceholder = "<YOUR TOKEN>";

/**
 * What a person pastes into a shell on the cluster: download into the current folder, check, start. What is there already is not
 * fetched again, and a download that broke off goes on where it stopped.
 * It runs in a subshell, so that a failure does not close the login shell.
 */
export function renderAgentScript(script: AgentScript): string {
  const isLegacy = script.program === "tw-agent";
  const fetching = isLegacy ? renderLegacyDownload(script) : [...renderAuthority(script.authorityPem), ...renderDownload(script)];
  const command = isLegacy ? renderLegacyStart(script) : renderCommand(script);
  const { form } = script;
  const starting = form === "plain" ? [`exec ${command}`] : renderJob({ ...script, form, command });
  const lines = [`export TOWER_ACCESS_TOKEN='${tokenPlaceholder}'`, "( set -e", ...fetching, ...starting, ")"];
  return `${lines.join("\n")}\n`;
}

function renderAuthority(pem: string | undefined): readonly string[] {
  return pem === undefined ? [] : [`cat > ${authorityFile} <<'PEM'`, pem.trim(), "PEM"];
}

function renderCommand({ form, connectionId, publicUrl, workDir, authorityPem }: AgentScript): string {
  // A folder that a person named must be there: one made from a slip of the pen would be found much later.
  const folder = workDir === undefined ? '"$HOME"/work --create-work-dir' : renderFolder(workDir);
  // Without a scheduler, runs are plain processes, which the agent starts by a shell. It does so only when it is told to.
  const allow = form === "plain" ? " --allow sh" : "";
  return `./postern-agent ${quoteForShell(connectionId)} --url ${quoteForShell(`${publicUrl}/api`)} --work-dir ${folder}${allow}${renderTrust(publicUrl, authorityPem)}`;
}

// Looked for where the agent starts, which may be in a job: the folder is the same one.
function renderTrust(publicUrl: string, authorityPem: string | undefined): string {
  if (authorityPem !== undefined) return ` --ca ${authorityFile}`;
  return publicUrl.startsWith("https:") ? ` $([ ! -r ${siteAuthorityFile} ] || echo --ca ${siteAuthorityFile})` : "";
}
