import type { CreateComputeEnvResponse, Static } from "@postern/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useKeptFields } from "../../hooks/use-kept-fields.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import type { Scope } from "../../paths.ts";
import { environmentNameProblem, environmentProblems, environmentRequest } from "./environment-form.ts";
import type { EnvironmentValues } from "./environment-form.ts";
import { withoutSecrets } from "./secret-variables/secret-variable-form.ts";
import { useCredentialOf } from "./use-credential-of.ts";

/** Under which name it is kept while somebody makes what it lacks. */
export const newFormName = (scope: Scope): string => `compute-env in ${paths.computeEnvs(scope)}`;

/**
 * What stands in the form of a new environment, and its making.
 *
 * @param begin what it begins with, given what was typed before somebody went to make what it lacked
 */
export function useNewForm(begin: (kept: EnvironmentValues | undefined) => EnvironmentValues) {
  const scope = useScope();
  const router = useRouter();
  const queryClient = useQueryClient();
  const fields = useKeptFields<EnvironmentValues>(newFormName(scope), begin);
  const keep = (): void => fields.keep((typed) => ({ ...typed, secretVariables: withoutSecrets(typed.secretVariables) }));
  const { values, credential } = useCredentialOf(fields.values);
  const provider = credential?.provider;
  const add = useChange({
    act: () => post<Static<typeof CreateComputeEnvResponse>>(inWorkspace(scope, "/api/compute-envs"), environmentRequest(values, provider)),
    old: [queryKeys.computeEnvs(scope)],
    // A list that was read before would show itself without it for a moment.
    onTaken: () => queryClient.removeQueries({ queryKey: queryKeys.computeEnvs(scope), type: "inactive" }),
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
