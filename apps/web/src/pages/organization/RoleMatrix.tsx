import { Checkbox, Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { countChosen, matrixGroups, verbs } from "./role-matrix.ts";
import type { MatrixCell, MatrixGroup, MatrixRow } from "./role-matrix.ts";
import "./RoleMatrix.css";

export interface RoleMatrixProps {
  readonly chosen: ReadonlySet<string>;
  readonly isReadOnly: boolean;
  readonly onToggle: (permission: string) => void;
}

/** What a role may do: a row for each kind of thing, a column for each kind of act. */
export function RoleMatrix(props: RoleMatrixProps) {
  const { here, later } = useMemo(() => matrixGroups(), []);
  const count = countChosen(later, props.chosen);
  return (
    <>
      <MatrixTable label="Permissions" groups={here} {...props} />
      <details className="more-fields role-later">
        <summary>
          For things that other clients know and Postern does not have yet: {count.chosen} of {count.all} chosen
        </summary>
        <MatrixTable label="Permissions for later" groups={later} {...props} />
      </details>
    </>
  );
}

function MatrixTable({ label, groups, ...props }: RoleMatrixProps & { readonly label: string; readonly groups: readonly MatrixGroup[] }) {
  return (
    <table className="role-matrix" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">What</th>
          {verbs.map((verb) => (
            <th key={verb} scope="col">
              {verb}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(({ category, rows }) => (
        <tbody key={category}>
          <tr>
            <th scope="rowgroup" colSpan={verbs.length + 1} className="role-matrix-group">
              {category}
            </th>
          </tr>
          {rows.map((row) => (
            <ResourceRow key={row.resource} row={row} {...props} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function ResourceRow({ row, chosen, isReadOnly, onToggle }: RoleMatrixProps & { readonly row: MatrixRow }) {
  return (
    <tr>
      <th scope="row" title={row.resource}>
        {row.label}
      </th>
      {verbs.map((verb) => {
        const cell = row.cells[verb];
        return (
          <td key={verb}>
            {cell === undefined ? undefined : (
              <PermissionBox cell={cell} isChosen={chosen.has(cell.permission)} isReadOnly={isReadOnly} onToggle={onToggle} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

interface PermissionBoxProps {
  readonly cell: MatrixCell;
  readonly isChosen: boolean;
  readonly isReadOnly: boolean;
  readonly onToggle: (permission: string) => void;
}

function PermissionBox({ cell: { permission, description }, isChosen, isReadOnly, onToggle }: PermissionBoxProps) {
  return (
    <Tooltip label={`${description} (${permission})`} multiline maw={320}>
      <Checkbox
        aria-label={`${permission}: ${description}`}
        checked={isChosen}
        readOnly={isReadOnly}
        aria-readonly={isReadOnly}
        size="sm"
        onChange={() => {
          if (!isReadOnly) onToggle(permission);
        }}
      />
    </Tooltip>
  );
}
