import { Drawer } from "@mantine/core";
import type { EffectivePermissionsResponse, EffectiveRole } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { Answer } from "../../ui/Answer.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import type { StateLook } from "../../ui/StateMark.tsx";
import { countChosen, matrixGroups, verbs } from "../organization/role-matrix.ts";
import type { MatrixGroup } from "../organization/role-matrix.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";
import "./RightsPanel.css";

export interface RightsPanelProps {
  readonly userId: number;
  readonly onClose: () => void;
}

/** What one person may do here and where that comes from, beside the list. */
export function RightsPanel({ userId, onClose }: RightsPanelProps) {
  const scope = useWorkspaceScope();
  const answer = useQuery(queries.rights({ ...scope, userId }));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      title={answer.data === undefined ? "What they may do" : `What ${answer.data.userName} may do`}
    >
      <Answer to={answer} failure="The permissions could not be read." rows={10}>
        {(rights) => <Rights rights={rights} />}
      </Answer>
    </Drawer>
  );
}

function Rights({ rights }: { readonly rights: EffectivePermissionsResponse }) {
  const { here, later } = matrixGroups();
  const held = new Set(rights.permissions);
  const count = countChosen(later, held);
  return (
    <div className="rights">
      <h3>Roles</h3>
      {rights.roles.length === 0 ? <p className="sentence">None in this workspace.</p> : undefined}
      <ul>
        {rights.roles.map((role) => (
          <li key={`${role.name} ${role.source} ${String(role.teamId)}`}>
            <span className="strong">{role.name}</span> <span className="quiet">{sourceWords(role)}</span>
          </li>
        ))}
      </ul>
      {here.map((group) => (
        <RightsGroup key={group.category} group={group} held={held} />
      ))}
      <p className="sentence">
        And {count.chosen} of {count.all} permissions about things that Postern does not have yet.
      </p>
    </div>
  );
}

function RightsGroup({ group: { category, rows }, held }: { readonly group: MatrixGroup; readonly held: ReadonlySet<string> }) {
  const cells = rows.flatMap((row) => verbs.flatMap((verb) => row.cells[verb] ?? []));
  return (
    <section aria-label={category}>
      <h3>{category}</h3>
      <ul>
        {cells.map(({ permission, description }) => (
          <li key={permission} title={permission} data-held={held.has(permission)}>
            <StateMark look={held.has(permission) ? heldLook : lackedLook} isShapeOnly />
            <span>{description}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const heldLook: StateLook = { shape: "check", tone: "succeeded", word: "May" };
const lackedLook: StateLook = { shape: "barred", tone: "quiet", word: "May not" };

function sourceWords({ source, teamName }: EffectiveRole): string {
  switch (source) {
    case "direct":
      return "given to the person";
    case "team":
      return `through the team ${teamName ?? ""}`;
    case "owner":
      return "as an owner of the organization";
  }
}
