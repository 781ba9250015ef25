import type { Permission, TimeMs, UserId } from "@postern/domain";

/** A credential or an environment, as far as a limit of its use looks at it. */
export interface LimitedThing {
  readonly kind: "credential" | "environment";
  readonly id: string;
  readonly name: string;
  readonly makerId: UserId;
  /** Null in a personal workspace, where there is nobody else to keep out. */
  readonly workspaceId: number | null;
  readonly isLimited: boolean;
  readonly updatedAt: TimeMs;
}

/** What people call such a thing, and who may edit it. */
export const wordsOf = {
  credential: { noun: "credential", editedWith: "credentials:write" },
  environment: { noun: "compute environment", editedWith: "compute_environment:write" },
} as const satisfies Record<LimitedThing["kind"], { readonly noun: string; readonly editedWith: Permission }>;
