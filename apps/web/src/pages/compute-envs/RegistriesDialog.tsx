import type { ComputeEnv, RegistriesResponse } from "@postern/contracts";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { RegistriesField } from "./RegistriesField.tsx";
import { blamedRegistries } from "./registry-choices.ts";

export interface RegistriesDialogProps {
  readonly environment: ComputeEnv;
  readonly known: RegistriesResponse;
  readonly onClose: () => void;
}

export function RegistriesDialog({ environment, known, onClose }: RegistriesDialogProps) {
  const scope = useScope();
  const draft = useDraft(known, chosenIn);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/registries`), {
        registryCredentialsIds: draft.values.ids,
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Container registries of ${environment.name}`}
      verb="Save"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <RegistriesField value={draft.values.ids} problem={blamedRegistries(save.error)} onChange={(ids) => draft.set({ ids })} />
      <p className="sentence">Launches from now on bring these along. Runs under way keep what they have.</p>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}

const chosenIn = ({ registries }: Pick<RegistriesResponse, "registries">): { readonly ids: readonly string[] } => ({
  ids: registries.map(({ credentialsId }) => credentialsId),
});
