import { Textarea } from "@mantine/core";
import type { Team } from "@postern/contracts";
import { entityNameProblem } from "@postern/domain";
import { post, put } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import type { TeamAnswer } from "../../api/types.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { NameInput } from "../../ui/NameInput.tsx";

export interface TeamDialogProps {
  /** The team that is edited; a new one when there is none. */
  readonly team: Team | undefined;
  readonly onDone: (team: Pick<Team, "teamId">) => void;
  readonly onClose: () => void;
}

/** Name and description of a team. */
export function TeamDialog({ team, onDone, onClose }: TeamDialogProps) {
  const { orgId, name: orgName } = useOrganization();
  const { values, set } = useFields(valuesOf(team));
  const words = wordsOf(team, orgName);
  const save = useChange({
    act: () => saveTeam(orgId, team, values),
    old: [queryKeys.organization(orgId)],
    onDone: (saved) => {
      onDone(saved);
      onClose();
    },
  });
  const nameCheck = useNameCheck({
    name: values.name,
    ownName: team?.name,
    problemOf: entityNameProblem,
    path: `/api/orgs/${String(orgId)}/teams/validate`,
    isPaused: save.isPending || save.isSuccess,
  });
  return (
    <FormDialog
      {...words}
      isReady={values.name !== "" && nameCheck.state !== "refused"}
      isBusy={save.isPending}
      error={save.error}
      failure="The team was not saved."
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <NameInput value={values.name} check={nameCheck} placeholder="core-facility" onChange={(name) => set({ name })} />
      <Textarea
        label="Description (optional)"
        autosize
        maxLength={250}
        value={values.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
    </FormDialog>
  );
}

interface TeamValues {
  readonly name: string;
  readonly description: string;
}

const valuesOf = (team: Team | undefined): TeamValues => ({ name: team?.name ?? "", description: team?.description ?? "" });

const wordsOf = (team: Team | undefined, orgName: string) =>
  team === undefined ? { title: `Add a team to ${orgName}`, verb: "Add" } : { title: `Edit ${team.name}`, verb: "Save" };

async function saveTeam(orgId: number, team: Team | undefined, values: TeamValues): Promise<Pick<Team, "teamId">> {
  const path = `/api/orgs/${String(orgId)}/teams`;
  if (team === undefined) return (await post<TeamAnswer>(path, { team: values })).team;
  await put(`${path}/${String(team.teamId)}`, { ...values, lastUpdated: team.lastUpdated });
  return team;
}
