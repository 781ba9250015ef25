import { VariableOpener } from "./features/compute-envs/secret-variables/open-variables.ts";
import type { VariableOpenerParts } from "./features/compute-envs/secret-variables/open-variables.ts";
import { SecretVariableService } from "./features/compute-envs/secret-variables/service.ts";
import type { SecretVariableServiceParts } from "./features/compute-envs/secret-variables/service.ts";

type Parts = Omit<SecretVariableServiceParts, "opener" | "vault"> & VariableOpenerParts & Pick<SecretVariableServiceParts, "vault">;

/** Makes what keeps the secret variables of environments, and what opens them. */
export function composeSecretVariables(parts: Parts) {
  const variableOpener = new VariableOpener(parts);
  return {
    variableOpener,
    secretVariables: new SecretVariableService({
      ...parts,
      opener: variableOpener,
    }),
  };
}
