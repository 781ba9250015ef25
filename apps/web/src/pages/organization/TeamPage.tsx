import type { Team, TeamWorkspace } from "@postern/contracts";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { TeamDialog } from "./TeamDialog.tsx";
import { TeamMembers } from "./TeamMembers.tsx";

/** Who is in a team, and what that gives them. */
export function TeamPage() {
  const { orgId, name } = useOrganization();
  const answer = useQuery(queries.team(orgId, usePathMember("teamId")));
  usePageTitle(answer.data?.team.name, "Teams", name);
  return (
    <Answer to={answer} failure="The team could not be read." rows={8}>
      {({ team }) => <TeamDetail team={team} />}
    </Answer>
  );
}

function TeamDetail({ team }: { readonly team: Team }) {
  const { orgId, name } = useOrganization();
  const workspaces = useQuery(queries.teamWorkspaces(orgId, team.teamId));
  const may = useMayInOrganization("organization:write");
  const [dialog, setDialog] = useState<"edit" | "delete" | undefined>();
  const close = (): void => setDialog(undefined);
  const list = workspaces.data?.workspaces ?? [];
  const actions = (
    <>
      <GuardedButton verdict={may} variant="default" leftSection={<IconPencil size={15} />} onClick={() => setDialog("edit")}>
        Edit
      </GuardedButton>
      <GuardedButton verdict={may} variant="default" leftSection={<IconTrash size={15} />} onClick={() => setDialog("delete")}>
        Delete
      </GuardedButton>
    </>
  );
  return (
    <>
      <PageHeader title={team.name} actions={actions}>
        {team.description === null ? undefined : <div>{team.description}</div>}
        <Link to={paths.teams(name)}>All teams</Link>
      </PageHeader>
      <section className="page-part" aria-labelledby="team-workspaces">
        <h2 id="team-workspaces">Takes part in</h2>
        <Answer to={workspaces} failure="The workspaces of the team could not be read." rows={2}>
          {() => <TeamWorkspaces workspaces={list} />}
        </Answer>
      </section>
      <TeamMembers team={team} />
      {dialog === "edit" ? <TeamDialog team={team} onDone={close} onClose={close} /> : undefined}
      {dialog === "delete" ? <DeleteTeamDialog team={team} workspaces={list} onClose={close} /> : undefined}
    </>
  );
}

function TeamWorkspaces({ workspaces }: { readonly workspaces: readonly TeamWorkspace[] }) {
  if (workspaces.length === 0) return <p className="sentence">No workspace yet. Add the team on the participants page of a workspace.</p>;
  return (
    <DataTable label="Workspaces of the team">
      <thead>
        <tr>
          <th>Workspace</th>
          <th className="not-on-phone">Full name</th>
          <th>Role</th>
        </tr>
      </thead>
      <tbody>
        {workspaces.map(({ participantId, orgId, orgName, workspaceId, workspaceName, workspaceFullName, participantRole }) => (
          <tr key={participantId}>
            <td>
              <Link to={paths.participants({ kind: "workspace", orgId, orgName, workspaceId, workspaceName })} className="strong">
                {workspaceName}
              </Link>
            </td>
            <td className="wide not-on-phone">{workspaceFullName}</td>
            <td>{participantRole}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

interface DeleteTeamDialogProps {
  readonly team: Team;
  readonly workspaces: readonly TeamWorkspace[];
  readonly onClose: () => void;
}

function DeleteTeamDialog({ team, workspaces, onClose }: DeleteTeamDialogProps) {
  const { orgId, name } = useOrganization();
  const router = useRouter();
  const del = useChange({
    act: () => remove(`/api/orgs/${String(orgId)}/teams/${String(team.teamId)}`),
    old: [[...queryKeys.organization(orgId), "teams"], queryKeys.places],
    onDone: () => router.navigate({ to: paths.teams(name) }),
  });
  const where = workspaces.map((one) => one.workspaceName).join(", ");
  return (
    <ConfirmDialog
      title={`Delete the team ${team.name}?`}
      verb="Delete team"
      typedName={team.name}
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      {where === ""
        ? "It takes part in no workspace. Its members stay in the organization."
        : `Its members lose the roles that it gives them in ${where}. They stay in the organization.`}
    </ConfirmDialog>
  );
}
