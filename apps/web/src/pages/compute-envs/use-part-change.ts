import type { ComputeEnv } from "@postern/contracts";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import type { Versioned } from "../../hooks/draft.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useScope } from "../../hooks/use-scope.ts";

export interface PartWish<Known extends Versioned, Values extends object, Problems extends object> {
  readonly environment: ComputeEnv;
  /** What it is called behind the path of the environment. */
  readonly part: string;
  readonly known: Known;
  /** As `useDraft` takes it. */
  readonly valuesOf: (known: Known) => Values;
  readonly problemsOf: (values: Values) => Problems;
  /** What is sent, but for the time of what it was made from. */
  readonly requestOf: (values: Values) => object;
  readonly onClose: () => void;
}

/** A change of one part of an environment, which is sent as a whole. Its problems are told once somebody has tried to send it. */
export function usePartChange<Known extends Versioned, Values extends object, Problems extends object>({
  environment: { id },
  part,
  known,
  onClose,
  ...form
}: PartWish<Known, Values, Problems>) {
  const scope = useScope();
  const draft = useDraft(known, form.valuesOf);
  const [isTried, setTried] = useState(false);
  const problems = form.problemsOf(draft.values);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/${part}`), {
        ...form.requestOf(draft.values),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  const submit = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) save.mutate();
  };
  return { draft, problems: isTried ? problems : undefined, error: save.error, isBusy: save.isPending, submit, onClose };
}
