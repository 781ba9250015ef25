import type { ComputeEnv } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { environmentNameProblem, environmentProblems } from "./environment-form.ts";
import { editRequest, isCheckedAfter, valuesOfEnvironment } from "./made-environment.ts";
import { useCredentialOf } from "./use-credential-of.ts";

/** What stands in the form of an environment that is edited, and the change that it makes. */
export function useEditForm(environment: ComputeEnv) {
  const scope = useScope();
  const router = useRouter();
  const draft = useDraft(environment, valuesOfEnvironment);
  const { values, credential } = useCredentialOf(draft.values);
  const { base, isOutdated, reload, set } = draft;
  const request = editRequest(values, base, credential?.provider);
  const save = useChange({
    act: () => put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}`), request),
    old: [queryKeys.computeEnvs(scope), queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: () => router.navigate({ to: paths.computeEnv(scope, environment.id) }),
  });
  const nameCheck = useNameCheck({
    name: values.name,
    ownName: base.name,
    problemOf: environmentNameProblem,
    path: inWorkspace(scope, "/api/compute-envs/validate"),
    isPaused: save.isPending || save.isSuccess,
  });
  return {
    ...{ values, set, credential, nameCheck, save, isOutdated, reload },
    problems: environmentProblems(values, credential?.provider),
    isDirty: Object.keys(request.computeEnv).length > 0,
    /** The cluster is looked at anew. */
    isChecked: isCheckedAfter(request),
  };
}
