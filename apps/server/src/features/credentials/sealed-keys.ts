import { AppError, findCredentialProvider, fieldsOfMode } from "@postern/domain";
import type { CredentialProvider } from "@postern/domain";
import { parseEnvelope, Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import type { Home } from "../../home.ts";
import { randomText } from "../../new-id.ts";
import type { ParsedKeys } from "./providers.ts";
import { sealContextOf } from "./seal-context.ts";
import type { NewEnvelope } from "./store.ts";

/**
 * Everything that makes up a credential, in one envelope: open members too, and which mode they are of. INVARIANT: whoever acts with a
 * credential takes all of this from here and nothing from the columns, which are for showing (docs/adr/0015).
 *
 * SAFETY: the scope is part of what is authenticated. A ciphertext that is moved to another place does not open there.
 */
export function sealKeys(vault: Pick<Vault, "seal">, owner: { readonly id: string; readonly home: Home }, keys: ParsedKeys): NewEnvelope {
  const modeMember = findCredentialProvider(keys.provider)?.modeMember;
  const mode = modeMember === undefined || keys.mode === undefined ? {} : { [modeMember]: keys.mode };
  using secret = Secret.fromUtf8(JSON.stringify({ ...mode, ...keys.values }));
  const bytes = vault.seal(secret, sealContextOf({ ...owner, provider: keys.provider }));
  return { id: randomText(22), bytes, keyTerm: parseEnvelope(bytes).term };
}

/** What was sealed, for one call. */
export class OpenedKeys implements Disposable {
  readonly provider: CredentialProvider;
  readonly #open: ReadonlyMap<string, string | boolean>;
  readonly #secrets: ReadonlyMap<string, Secret>;

  private constructor(provider: CredentialProvider, open: ReadonlyMap<string, string | boolean>, secrets: ReadonlyMap<string, Secret>) {
    this.provider = provider;
    this.#open = open;
    this.#secrets = secrets;
  }

  /** Reads what `sealKeys` wrote. The whole stays the caller's. @throws credential.damaged when it is of no form that we write. */
  static parse(provider: CredentialProvider, whole: Secret): OpenedKeys {
    const secretNames = new Set(secretNamesOf(provider));
    const members = Object.entries(whole.useText(parseMembers)).filter(
      ([, value]) => typeof value === "string" || typeof value === "boolean",
    );
    const isSecret = ([name, value]: [string, unknown]): boolean => secretNames.has(name) && typeof value === "string";
    const secrets = members.filter(isSecret).map(([name, value]) => [name, Secret.fromUtf8(String(value))] as const);
    const open = members.filter((member) => !isSecret(member)) as [string, string | boolean][];
    return new OpenedKeys(provider, new Map(open), new Map(secrets));
  }

  /** Names of the secret members that are there. */
  get secretNames(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** A member that is no secret, such as the host that a password is for; `undefined` when there is none. */
  findOpen(name: string): string | boolean | undefined {
    return this.#open.get(name);
  }

  /** The same for a text. */
  findText(name: string): string | undefined {
    const value = this.#open.get(name);
    return typeof value === "string" ? value : undefined;
  }

  /** A secret member, which lives as long as this does; `undefined` when there is none. */
  findSecret(name: string): Secret | undefined {
    return this.#secrets.get(name);
  }

  [Symbol.dispose](): void {
    for (const secret of this.#secrets.values()) secret.destroy();
  }
}

/** Secret members that a provider can have, in whatever mode. */
function secretNamesOf(provider: CredentialProvider): readonly string[] {
  const definition = findCredentialProvider(provider);
  if (definition === undefined) return [];
  const modes = definition.modes?.map(({ id }) => id) ?? [undefined];
  const fields = modes.flatMap((mode) => fieldsOfMode(definition, mode));
  return fields.filter(({ isSecret }) => isSecret).map(({ name }) => name);
}

function parseMembers(text: string): object {
  try {
    const members: unknown = JSON.parse(text);
    if (typeof members === "object" && members !== null) return members;
  } catch {
    // SAFETY: the parser's own error quotes the text.
  }
  throw new AppError("credential.damaged", "What is sealed in the credential is of no known form.");
}
