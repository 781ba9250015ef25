import type { SealContext } from "@postern/vault";
import type { Home } from "../../home.ts";

interface SealedFor {
  readonly id: string;
  readonly home: Home;
  readonly provider: string;
}

/** What the envelope of a credential is bound to: it opens for no other credential, in no other place, and as nothing else. */
export function sealContextOf({ id, home, provider }: SealedFor): SealContext {
  const scope = home.kind === "workspace" ? `workspace:${String(home.workspaceId)}` : `user:${String(home.userId)}`;
  return { recordId: id, scope, provider };
}
