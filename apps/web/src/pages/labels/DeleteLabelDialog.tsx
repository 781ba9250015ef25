import type { ComputeEnvListEntry, Label } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { remove } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { labelsShown } from "../../api/label-queries.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { labelText } from "../../ui/LabelChip.tsx";
import { useLabelUses } from "./use-label-uses.ts";

export interface DeleteLabelDialogProps {
  readonly label: Label;
  readonly onClose: () => void;
}

/** More are counted than named. */
const mostNamed = 10;

export function DeleteLabelDialog({ label, onClose }: DeleteLabelDialogProps) {
  const scope = useScope();
  const uses = useLabelUses();
  const del = useChange({
    act: () => remove(inWorkspace(scope, `/api/labels/${String(label.id)}`)),
    old: labelsShown(scope),
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete the label ${labelText(label)}?`}
      verb="Delete label"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      <Loss environments={uses === undefined ? undefined : (uses.get(label.id) ?? [])} />
    </ConfirmDialog>
  );
}

function Loss({ environments }: { readonly environments: readonly ComputeEnvListEntry[] | undefined }) {
  const scope = useScope();
  if (environments === undefined) return "It is taken off everything that has it.";
  if (environments.length === 0) return "No environment has it.";
  return (
    <>
      It is taken off {environments.length === 1 ? "one environment" : `${environments.length.toLocaleString()} environments`}:
      <ul className="conflicts">
        {environments.slice(0, mostNamed).map(({ id, name }) => (
          <li key={id}>
            <Link className="in-text" to={paths.computeEnv(scope, id)}>
              {name}
            </Link>
          </li>
        ))}
        {environments.length > mostNamed ? <li>and {environments.length - mostNamed} more</li> : undefined}
      </ul>
    </>
  );
}
