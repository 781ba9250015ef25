import { AppError, findCredentialProvider } from "@postern/domain";
import type { EditPlan } from "./edit-plan.ts";
import { looksTheSame } from "./edit-plan.ts";
import { credentialFields } from "@postern/domain";
import { parseKeys } from "./providers.ts";
import type { ParsedKeys } from "./providers.ts";
import type { OpenedKeys } from "./sealed-keys.ts";
import type { StoredCredential } from "./store.ts";

/**
 * What was sent, with the secrets that are kept, checked as a whole.
 *
 * SAFETY: whoever edits has seen the columns. Had somebody changed these in the database, the edit would seal the secrets for another host;
 * so secrets are only kept beside columns that say what was sealed.
 *
 * @throws request.invalid when a secret that was taken for kept is not there. @throws credential.damaged
 */
export function mergeKept(row: StoredCredential, { sent, keptSecrets }: EditPlan, opened: OpenedKeys): ParsedKeys {
  refuseOtherColumns(row, opened);
  const kept = keptSecrets.flatMap((name) => {
    const secret = opened.findSecret(name);
    return secret === undefined ? [] : [[name, secret.useText((text) => text)] as const];
  });
  const { baseUrl, ...values } = sent.values;
  const modeMember = findCredentialProvider(sent.provider)?.modeMember;
  const mode = modeMember === undefined ? {} : { [modeMember]: sent.mode };
  const keys = { ...mode, ...Object.fromEntries(kept), ...values };
  return parseKeys(sent.provider, { keys, baseUrl: typeof baseUrl === "string" ? baseUrl : null });
}

function refuseOtherColumns(row: StoredCredential, opened: OpenedKeys): void {
  const definition = findCredentialProvider(row.provider);
  const open = definition === undefined ? [] : credentialFields(definition).filter(({ isSecret }) => !isSecret);
  const values = open.flatMap(({ name }) => {
    const value = opened.findOpen(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const keys = { provider: opened.provider, mode: row.mode ?? undefined, values: Object.fromEntries(values) };
  const modeMember = definition?.modeMember;
  const isSameMode = modeMember === undefined || opened.findText(modeMember) === row.mode;
  if (isSameMode && looksTheSame(keys, row)) return;
  const message = `What is shown of the credential ${row.name} is not what was sealed: it was changed outside Postern. Enter all of its secrets again.`;
  throw new AppError("credential.damaged", message);
}
