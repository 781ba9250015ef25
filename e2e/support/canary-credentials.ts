import { randomBytes } from "node:crypto";

import { credentialProviderTable, fieldsOfMode } from "@postern/domain";
import type { CredentialField, CredentialProviderDefinition } from "@postern/domain";
import { makeSshKey, rewriteSshKey } from "@postern/testing";
import type { Needle } from "@postern/testing";
import fc from "fast-check";

type Keys = Readonly<Record<string, string>>;

/** A credential of one provider in one of its modes: a secret in every field that may hold one, and other secrets for the edit. */
export interface CanaryCredential {
  readonly name: string;
  readonly provider: string;
  /** Members of `keys`; `baseUrl` among them, where the provider has one. */
  readonly first: Keys;
  readonly second: Keys;
  readonly needles: readonly Needle[];
}

/**
 * One for each mode of each provider that keeps secrets. A provider that comes into the table is among them by itself. Where a host
 * can be named it is `host`, so that nobody on the Internet is asked.
 */
export async function canaryCredentials(folder: string, host: string): Promise<readonly CanaryCredential[]> {
  const all = credentialProviderTable.flatMap((provider) => modesOf(provider).map((mode) => ({ provider, mode })));
  const made: CanaryCredential[] = [];
  for (const { provider, mode } of all) {
    const name = mode === undefined ? provider.id : `${provider.id}_${mode}`;
    const first = await plant({ provider, mode, host, name: `${name}, first` }, folder);
    const second = await plant({ provider, mode, host, name: `${name}, second` }, folder);
    const needles = [...first.needles, ...second.needles];
    if (needles.length > 0) made.push({ name, provider: provider.id, first: first.keys, second: second.keys, needles });
  }
  return made;
}

/** A text as people's secrets are, with a character every few letters that some form or other writes differently. */
export function canaryText(): string {
  const odd = ['"', "\\", "/", "+", "&", "<", "%", " ", "=", "?"];
  return odd.map((character) => `${randomBytes(3).toString("hex")}${character}`).join("") + randomBytes(2).toString("hex");
}

interface Planting {
  readonly provider: CredentialProviderDefinition;
  readonly mode: string | undefined;
  readonly host: string;
  readonly name: string;
}

const modesOf = ({ modes }: CredentialProviderDefinition): readonly (string | undefined)[] => modes?.map(({ id }) => id) ?? [undefined];

async function plant({ provider, mode, host, name }: Planting, folder: string): Promise<{ keys: Keys; needles: readonly Needle[] }> {
  if (provider.id === "ssh") return plantSshKey(name, folder);
  const fields = fieldsOfMode(provider, mode);
  const secrets = fields.filter(({ isSecret }) => isSecret).map((field) => [field.name, canaryText()] as const);
  const hosts: Keys = { baseUrl: `http://${host}/${provider.id}`, registry: host };
  const open = fields
    .filter((field) => !field.isSecret && (field.isRequired || field.name in hosts))
    .map((field) => [field.name, hosts[field.name] ?? openValue(field)] as const);
  const named = provider.modeMember === undefined || mode === undefined ? {} : { [provider.modeMember]: mode };
  const needles = secrets.map(([member, secret]) => ({ name: `${name}: ${member}`, secret }));
  return { keys: { ...Object.fromEntries([...open, ...secrets]), ...named }, needles };
}

function openValue({ name, pattern, placeholder }: CredentialField): string {
  if (pattern === undefined) return `open ${name}`;
  const looks = new RegExp(pattern.source, "u");
  if (placeholder !== undefined && looks.test(placeholder)) return placeholder;
  return fc.sample(fc.stringMatching(looks, { maxLength: 100 }), { numRuns: 1, seed: 5 })[0] ?? "";
}

// A key is parsed when it comes in. Looked for are its passphrase, the end of the file, and the 32 bytes that everything hangs on.
async function plantSshKey(name: string, folder: string): Promise<{ keys: Keys; needles: readonly Needle[] }> {
  const passphrase = canaryText();
  const made = await makeSshKey(folder, { type: "ed25519" });
  const { privateText } = await rewriteSshKey(folder, made, { passphrase });
  const needles = [
    { name: `${name}: passphrase`, secret: passphrase },
    { name: `${name}: end of the file`, secret: (privateText.split("\n-----END")[0] ?? "").slice(-64) },
    { name: `${name}: seed`, secret: seedOf(made.privateText, made.publicKey) },
  ];
  return { keys: { privateKey: privateText, passphrase }, needles };
}

// In a file without passphrase it stands before the last copy of the public half.
function seedOf(privateText: string, publicKey: string): Buffer {
  const file = Buffer.from(privateText.replaceAll(/-----.*-----/g, ""), "base64");
  const publicHalf = Buffer.from(publicKey.split(" ")[1] ?? "", "base64").subarray(-32);
  const at = file.lastIndexOf(publicHalf);
  return file.subarray(at - 32, at);
}
