import type { Participant } from "@postern/contracts";
import type { WorkspaceScope } from "../../paths.ts";

/** The user name, or the name of the team. */
export const nameOfParticipant = ({ userName, teamName }: Pick<Participant, "userName" | "teamName">): string => userName ?? teamName ?? "";

export function participantPath(scope: WorkspaceScope, { participantId }: Pick<Participant, "participantId">, tail = ""): string {
  return `${participantsPath(scope)}/${String(participantId)}${tail}`;
}

export const participantsPath = ({ orgId, workspaceId }: WorkspaceScope): string =>
  `/api/orgs/${String(orgId)}/workspaces/${String(workspaceId)}/participants`;
