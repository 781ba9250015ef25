import { AppError } from "../errors/app-error.ts";

/** How much one organization may hold; `null` is "no limit". */
export interface Limits {
  /** Collaborators count. */
  readonly members: number | null;
  readonly workspaces: number | null;
  readonly teams: number | null;
  /** Members and teams in one workspace. */
  readonly participants: number | null;
  readonly customRoles: number | null;
  /** Launched runs that wait or work. What was started elsewhere is not counted, and never refused. */
  readonly activeRuns: number | null;
}

const things: Readonly<Record<keyof Limits, string>> = {
  members: "people in an organization",
  workspaces: "workspaces in an organization",
  teams: "teams in an organization",
  participants: "participants in a workspace",
  customRoles: "roles in an organization",
  activeRuns: "active runs in an organization",
};

/**
 * To be asked inside the transaction that adds one, with the place held, or two people pass the last free place together.
 *
 * @throws organization.limit_reached when `present` are there already and one more is too many.
 */
export function refuseBeyond(limits: Limits, thing: keyof Limits, present: number): void {
  const limit = limits[thing];
  if (limit === null || present < limit) return;
  throw new AppError("organization.limit_reached", `The limit of ${String(limit)} ${things[thing]} is reached.`);
}
