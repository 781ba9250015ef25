import { useScope } from "../../hooks/use-scope.ts";
import type { WorkspaceScope } from "../../paths.ts";

const none: WorkspaceScope = { kind: "workspace", orgId: 0, orgName: "", workspaceId: 0, workspaceName: "" };

/** The workspace of a page that only workspaces of organizations have. */
export function useWorkspaceScope(): WorkspaceScope {
  const scope = useScope();
  return scope.kind === "workspace" ? scope : none;
}
