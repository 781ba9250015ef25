import type { Label } from "@postern/contracts";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { LabelChip, labelText } from "../../ui/LabelChip.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { searchForLabel } from "../compute-envs/list/environment-filter.ts";
import { useLabelUses } from "./use-label-uses.ts";

export interface LabelTableProps {
  readonly labels: readonly Label[];
  readonly onEdit: (label: Label) => void;
  readonly onDelete: (label: Label) => void;
}

export function LabelTable({ labels, onEdit, onDelete }: LabelTableProps) {
  const uses = useLabelUses();
  const mayEdit = useMay("label:write");
  const mayDelete = useMay("label:delete");
  return (
    <DataTable label="Labels">
      <thead>
        <tr>
          <th>Label</th>
          <th>Environments</th>
          <th className="not-on-phone">Made</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <tr key={label.id}>
            <td className="wide">
              <LabelChip label={label} />
              {label.isDefault ? <span className="primary-mark">default</span> : undefined}
            </td>
            <td>
              <UseCount label={label} count={uses?.get(label.id)?.length ?? (uses === undefined ? undefined : 0)} />
            </td>
            <td className="not-on-phone">
              <RelativeTime at={label.dateCreated} />
            </td>
            <td data-numeric>
              <GuardedIcon verdict={mayEdit} name={`Change the label ${labelText(label)}`} shortName="Change" onClick={() => onEdit(label)}>
                <IconPencil size={16} />
              </GuardedIcon>
              <GuardedIcon
                verdict={mayDelete}
                name={`Delete the label ${labelText(label)}`}
                shortName="Delete"
                onClick={() => onDelete(label)}
              >
                <IconTrash size={16} />
              </GuardedIcon>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** Who may not see the environments does not learn how many there are. */
function UseCount({ label, count }: { readonly label: Label; readonly count: number | undefined }) {
  const scope = useScope();
  if (count === undefined) return <span className="quiet">–</span>;
  if (count === 0) return <span className="quiet">none</span>;
  return (
    <Link to={paths.computeEnvs(scope)} search={() => ({ search: searchForLabel(label) })}>
      {count.toLocaleString()}
    </Link>
  );
}
