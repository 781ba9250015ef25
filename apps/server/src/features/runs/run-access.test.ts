import { permissionsOf, toOrganizationId, toRunId, toTokenId, toUserId, toWorkspaceId } from "@postern/domain";
import type { BuiltInRole, RunId } from "@postern/domain";
import { describe, expect, test } from "vitest";
import type { Actor, Caller } from "../../http/caller.ts";
import { actorAtHome, tokenCaller } from "../../testing/callers.fixture.ts";
import { mayReport, refuseForeignEnd } from "./run-access.ts";

const [ada, bob] = [toUserId(1), toUserId(2)];
const lab = toWorkspaceId(7);

describe("who may report on a run of Ada", () => {
  const bound = (...ids: number[]): Caller => ({ ...tokenCaller(ada), boundTo: ids.map(toWorkspaceId) });
  const ofRun = (runId: RunId): Caller => ({ kind: "run", userId: ada, tokenId: toTokenId(2), runId });
  const run = (workspace_id: number | null) => ({ id: "r", user_id: ada, workspace_id, parent_run_id: "parent" });

  test.each<[string, Caller, number | null, boolean]>([
    ["her token", tokenCaller(ada), null, true],
    ["her token, for a run in a workspace, whatever her role there", tokenCaller(ada), lab, true],
    ["her token that is bound to the workspace of the run", bound(lab), lab, true],
    ["her token that is bound to another workspace", bound(8), lab, false],
    ["her token that is bound, for a personal run", bound(lab), null, false],
    ["the token of the run", ofRun(toRunId("r")), lab, true],
    ["the token of the run that started it", ofRun(toRunId("parent")), lab, true],
    ["the token of another run of hers", ofRun(toRunId("other")), lab, false],
    ["the token of somebody else", tokenCaller(bob), lab, false],
  ])("%s", (_who, caller, workspaceId, may) => {
    expect(mayReport(caller, run(workspaceId))).toBe(may);
  });
});

describe("who may end a run of Ada", () => {
  const run = { user_id: ada, run_name: "calm_bee" };
  const inLab = (userId: typeof ada, role: BuiltInRole, launchersEndRuns = false): Actor => {
    const place = {
      kind: "workspace",
      workspaceId: lab,
      organizationId: toOrganizationId(1),
      name: "alpha/lab",
      launchersEndRuns,
    } as const;
    return { ...tokenCaller(userId), place: { ...place, permissions: permissionsOf(role) } };
  };

  test("herself, those who run the workspace, and all who launch where the workspace says so", () => {
    for (const actor of [actorAtHome(ada), inLab(ada, "launch"), inLab(bob, "maintain"), inLab(bob, "launch", true)]) {
      expect(() => refuseForeignEnd(actor, run, "cancel")).not.toThrow();
    }
  });

  test("nobody else, who is told what is missing", () => {
    expect(() => refuseForeignEnd(inLab(bob, "launch"), run, "delete")).toThrow(
      expect.objectContaining({
        code: "auth.permission_missing",
        message: "The run calm_bee is somebody else's. To delete it you need the permission workflow:admin in the workspace alpha/lab.",
      }),
    );
  });
});
