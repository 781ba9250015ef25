import type { ComputeEnv, RegistriesResponse } from "@postern/contracts";
import { RegistriesField } from "./RegistriesField.tsx";
import { blamedRegistries } from "./registry-choices.ts";
import { PartDialog } from "./PartDialog.tsx";
import { usePartChange } from "./use-part-change.ts";

export interface RegistriesDialogProps {
  readonly environment: ComputeEnv;
  readonly known: RegistriesResponse;
  readonly onClose: () => void;
}

export function RegistriesDialog({ environment, known, onClose }: RegistriesDialogProps) {
  const change = usePartChange({
    ...{ environment, known, onClose, part: "registries", valuesOf: chosenIn, problemsOf: () => ({}) },
    requestOf: ({ ids }) => ({ registryCredentialsIds: ids }),
  });
  const { draft, error } = change;
  return (
    <PartDialog title={`Container registries of ${environment.name}`} change={change}>
      <RegistriesField value={draft.values.ids} problem={blamedRegistries(error)} onChange={(ids) => draft.set({ ids })} />
      <p className="sentence">Launches from now on bring these along. Runs under way keep what they have.</p>
    </PartDialog>
  );
}

const chosenIn = ({ registries }: Pick<RegistriesResponse, "registries">): { readonly ids: readonly string[] } => ({
  ids: registries.map(({ credentialsId }) => credentialsId),
});
