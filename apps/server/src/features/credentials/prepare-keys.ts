import { AppError } from "@postern/domain";
import type { Clock, CredentialProvider, UserId } from "@postern/domain";
import { newExternalId } from "../../new-id.ts";
import type { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { prepareSshKeys } from "./prepare-ssh-keys.ts";
import type { ParsedKeys } from "./providers.ts";

export interface PreparedKeys extends ParsedKeys {
  /** Members that nobody sends: read out of what was sent, no secret, and shown. */
  readonly derived: Readonly<Record<string, string>>;
}

export interface KeyWishes {
  /** AWS: a text of ours that a role can ask for, so that nobody else has us take it on. */
  readonly wantsExternalId: boolean;
  /** The one that the credential has already. */
  readonly keptExternalId?: string | undefined;
}

export interface KeyTools {
  /** Who sends them. */
  readonly userId: UserId;
  readonly clock: Clock;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
}

type Prepare = (keys: ParsedKeys, wishes: KeyWishes, tools: KeyTools) => PreparedKeys | Promise<PreparedKeys>;

/** What is done to the members of a provider between the check against its table and the sealing. Others are sealed as they were sent. */
const preparations: Partial<Record<CredentialProvider, Prepare>> = {
  aws: prepareAmazonKeys,
  seqeracompute: prepareAmazonKeys,
  "container-reg": prepareRegistryKeys,
  ssh: async (keys, _, { userId, clock, sshKeys }) => ({
    ...keys,
    ...(await prepareSshKeys(keys.values, { now: clock.now(), read: (paste) => sshKeys.read(userId, paste) })),
  }),
};

/** @throws request.invalid naming the member. @throws credential.ssh_key_refused · credential.certificate_refused · request.limited */
export async function prepareKeys(keys: ParsedKeys, wishes: KeyWishes, tools: KeyTools): Promise<PreparedKeys> {
  return (await preparations[keys.provider]?.(keys, wishes, tools)) ?? { ...keys, derived: {} };
}

// SAFETY: with a role it is this server that takes the role on. Could people choose the external ID, they would have it take on roles that
// trust it on behalf of others.
function prepareAmazonKeys(keys: ParsedKeys, { wantsExternalId, keptExternalId }: KeyWishes): PreparedKeys {
  const { mode, values } = keys;
  const sent = values["externalId"];
  if (mode === "role" && sent !== undefined && sent !== keptExternalId) {
    const message = "The external ID of a role is made by this server. Leave it out.";
    throw new AppError("request.invalid", message, { fields: ["credentials.keys.externalId"] });
  }
  const externalId = sent ?? keptExternalId ?? (wantsExternalId || mode === "role" ? newExternalId() : undefined);
  return { ...keys, values: externalId === undefined ? values : { ...values, externalId }, derived: {} };
}

/** With the registry that an empty one means: it is sealed, so that the password never goes to another. Host names know no capitals. */
function prepareRegistryKeys(keys: ParsedKeys): PreparedKeys {
  const registry = String(keys.values["registry"] ?? "docker.io").toLowerCase();
  return { ...keys, values: { ...keys.values, registry }, derived: {} };
}
