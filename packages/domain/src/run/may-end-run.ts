/** Somebody in front of a run that they may see, and whose role lets them cancel or delete runs. */
export interface RunEnder {
  /** They launched it. */
  readonly isOwn: boolean;
  /** What they may do in the place of the run. Any words: pages have them from an answer. */
  readonly permissions: ReadonlySet<string>;
  /** A switch of the workspace: everybody who may launch ends everybody's runs. */
  readonly launchersEndRuns: boolean;
}

/** Whether they may cancel or delete it. A run of somebody else takes more than a role that launches, unless the workspace says otherwise. */
export function mayEndRun({ isOwn, permissions, launchersEndRuns }: RunEnder): boolean {
  return isOwn || launchersEndRuns || permissions.has("workflow:admin");
}
