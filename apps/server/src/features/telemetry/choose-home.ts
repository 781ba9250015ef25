import { AppError, isAppError } from "@postern/domain";
import type { Home } from "../../home.ts";
import type { Caller, TokenCaller } from "../../http/caller.ts";
import type { PlaceFinder, WorkspacePlace } from "../../http/place.ts";

export interface HomeParts {
  readonly places: Pick<PlaceFinder, "findWorkspace">;
  /** Without them a run that was started outside Postern must name a workspace. Runs that are there go on. */
  readonly hasPersonalWorkspaces: boolean;
}

export interface ChosenHome {
  readonly home: Home;
  /** Why it is not where it was wanted, for the console of the person who started Nextflow. */
  readonly message?: string;
}

/**
 * Where a run is shown that was started outside Postern. A refusal ends the pipeline before its first process, so it is the last
 * resort: a run that may not be in the workspace it names is shown to its person alone, who sees why.
 * Never in a workspace that was not named: others would see what was not meant for them.
 *
 * @returns the refusal, which counts only if the run is not known already.
 */
export async function chooseHome(caller: Caller, named: string | undefined, parts: HomeParts): Promise<ChosenHome | AppError> {
  if (caller.kind !== "token") return new AppError("auth.forbidden", "The token of a run may only write the telemetry of that run.");
  if (named === undefined) return choosePersonal(caller, parts);
  const found = await findWritable(caller, named, parts);
  if (!isAppError(found)) return { home: { kind: "workspace", workspaceId: found.workspaceId } };
  // The token says that nothing of it belongs elsewhere.
  if (caller.boundTo !== null || !parts.hasPersonalWorkspaces) return found;
  return { ...personalHome(caller), message: `${found.message} The run is shown in your personal workspace.` };
}

function choosePersonal(caller: TokenCaller, { hasPersonalWorkspaces }: HomeParts): ChosenHome | AppError {
  const fields = ["workspaceId"];
  if (caller.boundTo !== null) {
    return new AppError("auth.token_scope", "The token is bound to workspaces. Name one of them: TOWER_WORKSPACE_ID.", { fields });
  }
  if (hasPersonalWorkspaces) return personalHome(caller);
  // Where a site wants everything in workspaces, a run that names none must not hide where nobody but its person sees it.
  return new AppError("workspace.personal_off", "Personal workspaces are switched off here. Name a workspace: TOWER_WORKSPACE_ID.", {
    fields,
  });
}

function personalHome({ userId }: TokenCaller): ChosenHome {
  return { home: { kind: "personal", userId } };
}

/** The workspace, or why the run may not be there. One that the caller may not see is one that does not exist. */
async function findWritable({ boundTo, userId }: TokenCaller, named: string, { places }: HomeParts): Promise<WorkspacePlace | AppError> {
  const fields = ["workspaceId"];
  const workspaceId = /^\d{1,15}$/.test(named) ? Number(named) : undefined;
  const isInBounds = boundTo === null || boundTo.some((id) => id === workspaceId);
  if (!isInBounds) return new AppError("auth.token_scope", `The token is bound to other workspaces than ${named}.`, { fields });
  const place = workspaceId === undefined ? undefined : await places.findWorkspace(userId, workspaceId);
  if (place === undefined) return new AppError("workspace.not_found", `There is no workspace ${named} here.`, { fields });
  if (place.permissions.has("workflow:write")) return place;
  return new AppError("auth.permission_missing", `You need the permission workflow:write in the workspace ${place.name}.`, { fields });
}
