import type { RegistryCredentialAnswer } from "@postern/contracts";
import { AppError, registryHost, sameRegistryProblem } from "@postern/domain";
import type { MockState } from "../state.ts";

/** As the server answers them; it refuses two for one registry. */
export function readRegistries({ credentials }: MockState, ids: readonly string[]): readonly RegistryCredentialAnswer[] {
  const chosen = ids.map((id) => {
    const found = credentials.find((one) => one.id === id);
    return { credentialsId: id, name: found?.name ?? id, registry: registryHost(found?.reach ?? undefined) };
  });
  const twice = sameRegistryProblem(chosen.map(({ name, registry }) => ({ name, host: registry })));
  if (twice === undefined) return chosen;
  throw new AppError("request.invalid", twice.problem, { fields: [`registryCredentialsIds.${String(twice.place)}`] });
}
