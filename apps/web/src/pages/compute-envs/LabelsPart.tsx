import type { ComputeEnv } from "@postern/contracts";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { LabelsField } from "../labels/LabelsField.tsx";
import type { ChosenLabel } from "../labels/LabelsField.tsx";
import { EnvironmentLabels } from "./EnvironmentLabels.tsx";

/** The labels of an environment, and the way to change them. */
export function LabelsPart({ environment }: { readonly environment: ComputeEnv }) {
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="labels-part" aria-labelledby="labels-heading">
      <div className="page-part-head">
        <h2 id="labels-heading">Labels</h2>
        <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
          Change labels
        </GuardedButton>
      </div>
      {environment.labels.length === 0 ? (
        <p className="sentence">None. With labels, environments that belong together are found together.</p>
      ) : (
        <EnvironmentLabels labels={environment.labels} />
      )}
      {isOpen ? <LabelsDialog environment={environment} onClose={() => setOpen(false)} /> : undefined}
    </section>
  );
}

const labelValues = ({ labels }: ComputeEnv): { readonly labels: readonly ChosenLabel[] } => ({ labels });

function LabelsDialog({ environment, onClose }: { readonly environment: ComputeEnv; readonly onClose: () => void }) {
  const scope = useScope();
  const draft = useDraft(environment, labelValues);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/labels`), {
        labelIds: draft.values.labels.map(({ id }) => id),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnvs(scope), queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Labels of ${environment.name}`}
      verb="Save"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <LabelsField labels={draft.values.labels} onChange={(labels) => draft.set({ labels })} />
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
