import { parseEnvelope } from "@postern/vault";
import type { Vault } from "@postern/vault";
import { randomText } from "../../../new-id.ts";
import { homeOfEnvironment } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { sealContextOfVariables, toSealed } from "./secret-variable.ts";
import type { ValuedVariable } from "./secret-variable.ts";
import type { NewEnvelope } from "./store.ts";

/** Seals the variables for their environment, which need not be stored yet. */
export function sealVariables(
  vault: Pick<Vault, "seal">,
  environment: Pick<ComputeEnvironment, "id" | "userId" | "workspaceId">,
  variables: readonly ValuedVariable[],
): NewEnvelope {
  using secret = toSealed(variables);
  const bytes = vault.seal(secret, sealContextOfVariables({ id: environment.id, home: homeOfEnvironment(environment) }));
  return { id: randomText(22), bytes, keyTerm: parseEnvelope(bytes).term };
}
