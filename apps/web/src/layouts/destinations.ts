import { IconKey, IconPlayerPlay, IconPlugConnected, IconServer2, IconTimeline } from "@tabler/icons-react";
import { paths } from "../paths.ts";
import type { Scope } from "../paths.ts";

export interface Destination {
  readonly name: string;
  /** Where the name must fit under an icon of a phone's bar. */
  readonly shortName: string;
  readonly path: string;
  readonly icon: typeof IconKey;
}

/** The pages of a workspace, in the order of the navigation. */
export const destinationsOf = (scope: Scope): readonly Destination[] => [
  { name: "Runs", shortName: "Runs", path: paths.runs(scope), icon: IconTimeline },
  { name: "Launch", shortName: "Launch", path: paths.launch(scope), icon: IconPlayerPlay },
  { name: "Compute environments", shortName: "Environments", path: paths.computeEnvs(scope), icon: IconServer2 },
  { name: "Agents", shortName: "Agents", path: paths.agents(scope), icon: IconPlugConnected },
  { name: "Credentials", shortName: "Credentials", path: paths.credentials(scope), icon: IconKey },
];
