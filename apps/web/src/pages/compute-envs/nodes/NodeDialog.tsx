import type { ComputeEnv, NodeSetupResponse } from "@postern/contracts";
import { fieldsOverriddenBy, fieldsOverriddenByScript } from "@postern/domain";
import { NodeFields } from "./NodeFields.tsx";
import { blamedNodes, nodeProblems, nodeRequest, nodeValues, setupOf } from "./node-form.ts";
import { overriddenLines } from "./node-words.ts";
import { OverriddenNote } from "./OverriddenNote.tsx";
import { PartDialog } from "../PartDialog.tsx";
import { usePartChange } from "../use-part-change.ts";

export interface NodeDialogProps {
  readonly environment: ComputeEnv;
  readonly known: NodeSetupResponse;
  readonly onClose: () => void;
}

export function NodeDialog({ environment, known, onClose }: NodeDialogProps) {
  const change = usePartChange({
    ...{ environment, known, onClose, part: "node-setup", valuesOf: nodeValues, problemsOf: nodeProblems },
    requestOf: (values) => ({ nodeSetup: nodeRequest(values) }),
  });
  const { draft } = change;
  const setup = setupOf(draft.values);
  const blamed = blamedNodes(change.error);
  const { nextflowConfig, preRunScript } = environment.config;
  const overridden = [
    ...overriddenLines(fieldsOverriddenBy(nextflowConfig ?? "", setup), "the Nextflow config"),
    ...overriddenLines(fieldsOverriddenByScript(preRunScript ?? "", setup), "the pre-run script"),
  ];
  return (
    <PartDialog title={`How the nodes of ${environment.name} are made ready`} change={change}>
      <NodeFields values={draft.values} problems={{ ...blamed, ...change.problems }} onChange={draft.set} />
      <OverriddenNote lines={overridden} />
      <p className="sentence">For launches from now on; runs keep what they were launched with. It is checked on the cluster next.</p>
    </PartDialog>
  );
}
