import type { ComputeEnv, SecretVariablesResponse } from "@postern/contracts";
import { blamedSecretVariables, secretVariableProblems, secretVariablesRequest, secretVariableValues } from "./secret-variable-form.ts";
import { SecretVariablesField } from "./SecretVariablesField.tsx";
import { PartDialog } from "../PartDialog.tsx";
import { usePartChange } from "../use-part-change.ts";

export interface SecretVariablesDialogProps {
  readonly environment: ComputeEnv;
  readonly known: SecretVariablesResponse;
  readonly onClose: () => void;
}

export function SecretVariablesDialog({ environment, known, onClose }: SecretVariablesDialogProps) {
  const change = usePartChange({
    ...{ environment, known, onClose, part: "secret-variables", valuesOf: secretVariableValues },
    problemsOf: ({ lines }) => secretVariableProblems(lines),
    requestOf: ({ lines }) => ({ variables: secretVariablesRequest(lines) }),
  });
  const { draft } = change;
  const { lines } = draft.values;
  return (
    <PartDialog title={`Secret variables of ${environment.name}`} change={change} size="lg">
      <SecretVariablesField
        lines={lines}
        platform={environment.platform}
        problems={{ ...blamedSecretVariables(change.error, lines), ...change.problems }}
        onChange={(changed) => draft.set({ lines: changed })}
      />
      <p className="sentence">Launches from now on are given these. Runs under way keep what they have.</p>
    </PartDialog>
  );
}
