import type { ComputeEnv, SecretVariablesResponse } from "@postern/contracts";
import { useState } from "react";
import { put } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useDraft } from "../../../hooks/use-draft.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../../ui/OutdatedNote.tsx";
import { blamedSecretVariables, secretVariableProblems, secretVariablesRequest, secretVariableValues } from "./secret-variable-form.ts";
import { SecretVariablesField } from "./SecretVariablesField.tsx";

export interface SecretVariablesDialogProps {
  readonly environment: ComputeEnv;
  readonly known: SecretVariablesResponse;
  readonly onClose: () => void;
}

export function SecretVariablesDialog({ environment, known, onClose }: SecretVariablesDialogProps) {
  const scope = useScope();
  const draft = useDraft(known, secretVariableValues);
  const [isTried, setTried] = useState(false);
  const { lines } = draft.values;
  const problems = secretVariableProblems(lines);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/secret-variables`), {
        variables: secretVariablesRequest(lines),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Secret variables of ${environment.name}`}
      verb="Save"
      size="lg"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) save.mutate();
      }}
      onClose={onClose}
    >
      <SecretVariablesField
        lines={lines}
        platform={environment.platform}
        problems={{ ...blamedSecretVariables(save.error, lines), ...(isTried ? problems : {}) }}
        onChange={(changed) => draft.set({ lines: changed })}
      />
      <p className="sentence">Launches from now on are given these. Runs under way keep what they have.</p>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
