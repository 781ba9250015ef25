import { Secret } from "@postern/vault";
import type { SealContext } from "@postern/vault";
import type { Home } from "../../../home.ts";

/** What may be shown of one. */
export interface SecretVariable {
  readonly name: string;
  /** For Nextflow itself. */
  readonly head: boolean;
  /** For the tasks. */
  readonly compute: boolean;
}

/** For one call: whoever opened it wipes the value. */
export interface OpenedVariable extends SecretVariable {
  readonly value: Secret;
}

/** As it is sealed. SAFETY: only between the request or the envelope and the next `Secret`. */
export interface ValuedVariable extends SecretVariable {
  readonly value: string;
}

/** What the envelope of an environment is bound to: it opens for no other environment, and in no other place. */
export function sealContextOfVariables({ id, home }: { readonly id: string; readonly home: Home }): SealContext {
  const scope = home.kind === "workspace" ? `workspace:${String(home.workspaceId)}` : `user:${String(home.userId)}`;
  return { recordId: id, scope, provider: "secret-variables" };
}

/** What is sealed. The caller destroys it. */
export function toSealed(variables: readonly ValuedVariable[]): Secret {
  return Secret.fromUtf8(JSON.stringify(variables.map(({ name, value, head, compute }) => ({ name, value, head, compute }))));
}

/** Reads what `toSealed` wrote; `undefined` when it is of no form that we write. */
export function parseSealed(text: string): readonly ValuedVariable[] | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) && found.every(isVariable) ? found : undefined;
  } catch {
    // SAFETY: the parser's own error quotes the text.
    return undefined;
  }
}

function isVariable(value: unknown): value is ValuedVariable {
  if (typeof value !== "object" || value === null) return false;
  const { name, value: text, head, compute } = value as Readonly<Record<string, unknown>>;
  return typeof name === "string" && typeof text === "string" && typeof head === "boolean" && typeof compute === "boolean";
}

/** As the audit trail shows them: never a value. */
export function variablesImage(variables: readonly SecretVariable[]): { readonly variables: readonly string[] } {
  return { variables: variables.map((each) => `${each.name} (${scopesOf(each).join(" and ")})`) };
}

const scopesOf = ({ head, compute }: SecretVariable): readonly string[] => [...(head ? ["head"] : []), ...(compute ? ["tasks"] : [])];
