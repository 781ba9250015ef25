import type { ComputeEnv, NodeSetupResponse } from "@postern/contracts";
import { fieldsOverriddenBy, fieldsOverriddenByScript } from "@postern/domain";
import { useState } from "react";
import { put } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useDraft } from "../../../hooks/use-draft.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../../ui/OutdatedNote.tsx";
import { NodeFields } from "./NodeFields.tsx";
import { blamedNodes, nodeProblems, nodeRequest, nodeValues, setupOf } from "./node-form.ts";
import { overriddenLines } from "./node-words.ts";
import { OverriddenNote } from "./OverriddenNote.tsx";

export interface NodeDialogProps {
  readonly environment: ComputeEnv;
  readonly known: NodeSetupResponse;
  readonly onClose: () => void;
}

export function NodeDialog({ environment, known, onClose }: NodeDialogProps) {
  const scope = useScope();
  const draft = useDraft(known, nodeValues);
  const [isTried, setTried] = useState(false);
  const problems = nodeProblems(draft.values);
  const setup = setupOf(draft.values);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/node-setup`), {
        nodeSetup: nodeRequest(draft.values),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  const blamed = blamedNodes(save.error);
  const { nextflowConfig, preRunScript } = environment.config;
  const overridden = [
    ...overriddenLines(fieldsOverriddenBy(nextflowConfig ?? "", setup), "the Nextflow config"),
    ...overriddenLines(fieldsOverriddenByScript(preRunScript ?? "", setup), "the pre-run script"),
  ];
  return (
    <FormDialog
      title={`How the nodes of ${environment.name} are made ready`}
      verb="Save"
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
      <NodeFields values={draft.values} problems={{ ...blamed, ...(isTried ? problems : {}) }} onChange={draft.set} />
      <OverriddenNote lines={overridden} />
      <p className="sentence">For launches from now on; runs keep what they were launched with. It is checked on the cluster next.</p>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
