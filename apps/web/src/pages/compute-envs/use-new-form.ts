import type { CreateComputeEnvResponse, Static } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useKeptFields } from "../../hooks/use-kept-fields.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { emptyEnvironment, environmentNameProblem, environmentProblems, environmentRequest } from "./environment-form.ts";
import type { EnvironmentValues } from "./environment-form.ts";
import { duplicateValues } from "./made-environment.ts";
import type { WholeEnvironment } from "./made-environment.ts";
import { withoutSecrets } from "./secret-variables/secret-variable-form.ts";
import { useCredentialOf } from "./use-credential-of.ts";

/** What stands in the form of a new environment, and its making. @param model what it is to be like; nothing where it begins empty */
export function useNewForm(model: WholeEnvironment | undefined) {
  const { address } = useAddress();
  const scope = useScope();
  const router = useRouter();
  const fields = useKeptFields<EnvironmentValues>(`compute-env in ${paths.computeEnvs(scope)}`, (kept = emptyEnvironment) => {
    if (model !== undefined) return duplicateValues(model);
    // What an older page kept may lack members.
    return { ...emptyEnvironment, ...kept, credentialsId: address["credential"] ?? kept.credentialsId };
  });
  const keep = (): void => fields.keep((typed) => ({ ...typed, secretVariables: withoutSecrets(typed.secretVariables) }));
  const { values, credential } = useCredentialOf(fields.values);
  const provider = credential?.provider;
  const add = useChange({
    act: () => post<Static<typeof CreateComputeEnvResponse>>(inWorkspace(scope, "/api/compute-envs"), environmentRequest(values, provider)),
    old: [queryKeys.computeEnvs(scope)],
    onDone: ({ computeEnvId }) => router.navigate({ to: paths.computeEnv(scope, computeEnvId) }),
  });
  const nameCheck = useNameCheck({
    name: values.name,
    problemOf: environmentNameProblem,
    path: inWorkspace(scope, "/api/compute-envs/validate"),
    isPaused: add.isPending || add.isSuccess,
  });
  return { ...fields, keep, values, credential, problems: environmentProblems(values, provider), nameCheck, add };
}
