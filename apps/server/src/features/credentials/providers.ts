import { AgentKeys, credentialProviders } from "@postern/contracts";
import type { CredentialProvider } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { Compile } from "typebox/compile";
import { fieldOfFailure, schemaProblem } from "../../http/schema-problem.ts";

/** What a provider's keys are made of, once they passed its schema. */
export interface ProviderKeys {
  readonly provider: CredentialProvider;
  /** Sealed as JSON. */
  readonly sealed: Readonly<Record<string, unknown>>;
  /** Members that are no secret: shown when the credential is described. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly connectionId: string | null;
}

const agentKeys = Compile(AgentKeys);

/** Platforms that a provider's credential can open. */
const platformsOfProvider: Readonly<Record<CredentialProvider, readonly string[]>> = {
  "tw-agent": ["slurm-platform", "local-platform", "altair-platform", "lsf-platform", "uge-platform", "moab-platform"],
};

export function isUsableOn(provider: string, platform: string): boolean {
  return platformsOfProvider[toProvider(provider)].includes(platform);
}

/** @throws credential.provider_unsupported, which names the provider. */
export function toProvider(name: string): CredentialProvider {
  const provider = credentialProviders.find((known) => known === name);
  if (provider !== undefined) return provider;
  throw new AppError("credential.provider_unsupported", `Credentials of the provider ${name} cannot be kept here yet.`, {
    fields: ["credentials.provider"],
  });
}

/** Checks the keys against the provider's schema. @throws request.invalid naming the member. */
export function parseKeys(provider: CredentialProvider, keys: unknown): ProviderKeys {
  switch (provider) {
    case "tw-agent":
      return parseAgentKeys(keys);
  }
}

function parseAgentKeys(keys: unknown): ProviderKeys {
  const { connectionId, workDir, shared } = parseAgentMembers(keys);
  const shown = { discriminator: "tw-agent", connectionId, workDir: workDir ?? null, shared: shared ?? false };
  return { provider: "tw-agent", sealed: shown, shown, connectionId };
}

function parseAgentMembers(keys: unknown): AgentKeys {
  if (agentKeys.Check(keys)) return keys;
  const failure = agentKeys.Errors(keys)[0];
  const member = failure === undefined ? "" : fieldOfFailure(failure);
  const field = member === "" ? "credentials.keys" : `credentials.keys.${member}`;
  throw new AppError("request.invalid", `${field} ${failure === undefined ? "is not understood" : schemaProblem(failure)}.`, {
    fields: [field],
  });
}
