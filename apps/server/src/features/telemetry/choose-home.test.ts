import { isAppError, permissionsOf, toRunId, toTokenId, toUserId, toWorkspaceId } from "@postern/domain";
import type { BuiltInRole } from "@postern/domain";
import { expect, test } from "vitest";
import type { WorkspacePlace } from "../../http/place.ts";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import { chooseHome } from "./choose-home.ts";

const ada = toUserId(1);
/** Workspaces that Ada may see, with her role there. */
const roles: Readonly<Record<number, BuiltInRole>> = { 7: "launch", 8: "view" };

interface Question {
  readonly named?: string;
  readonly boundTo?: readonly number[];
  readonly hasPersonalWorkspaces?: boolean;
}

/** Where the run goes and what its person is told, or the refusal. */
async function choose({ named, boundTo, hasPersonalWorkspaces = true }: Question): Promise<string> {
  const caller = { ...tokenCaller(ada), boundTo: boundTo?.map(toWorkspaceId) ?? null };
  const findWorkspace = (_userId: number, id: number): Promise<WorkspacePlace | undefined> => {
    const role = roles[id];
    const place = { workspaceId: toWorkspaceId(id), name: `alpha/w${String(id)}` };
    return Promise.resolve(role === undefined ? undefined : ({ ...place, permissions: permissionsOf(role) } as WorkspacePlace));
  };
  const chosen = await chooseHome(caller, named, { places: { findWorkspace }, hasPersonalWorkspaces });
  if (isAppError(chosen)) return `${chosen.code}: ${chosen.message}`;
  const where = chosen.home.kind === "workspace" ? `in ${String(chosen.home.workspaceId)}` : "personal";
  return chosen.message === undefined ? where : `${where}, ${chosen.message}`;
}

test.each<[string, Question, string]>([
  ["no workspace", {}, "personal"],
  ["one that she may write", { named: "7" }, "in 7"],
  [
    "one that is not there or not hers to see",
    { named: "9" },
    "personal, There is no workspace 9 here. The run is shown in your personal workspace.",
  ],
  ["words", { named: "genomics" }, "personal, There is no workspace genomics here. The run is shown in your personal workspace."],
  [
    "a number beyond all ids",
    { named: "9007199254740993" },
    "personal, There is no workspace 9007199254740993 here. The run is shown in your personal workspace.",
  ],
  [
    "one where she only looks",
    { named: "8" },
    "personal, You need the permission workflow:write in the workspace alpha/w8. The run is shown in your personal workspace.",
  ],
])("a Nextflow that names %s", async (_what, question, answer) => {
  expect(await choose(question)).toBe(answer);
});

test.each<[string, Question, string]>([
  ["no workspace", {}, "workspace.personal_off: Personal workspaces are switched off here. Name a workspace: TOWER_WORKSPACE_ID."],
  ["one that she may write", { named: "7" }, "in 7"],
  ["one that is not hers to see", { named: "9" }, "workspace.not_found: There is no workspace 9 here."],
  [
    "one where she only looks",
    { named: "8" },
    "auth.permission_missing: You need the permission workflow:write in the workspace alpha/w8.",
  ],
])("without personal workspaces, one that names %s", async (_what, question, answer) => {
  expect(await choose({ ...question, hasPersonalWorkspaces: false })).toBe(answer);
});

test.each<[string, Question, string]>([
  ["no workspace", { boundTo: [7] }, "auth.token_scope: The token is bound to workspaces. Name one of them: TOWER_WORKSPACE_ID."],
  ["its own", { named: "7", boundTo: [7] }, "in 7"],
  ["another that she may write", { named: "7", boundTo: [8] }, "auth.token_scope: The token is bound to other workspaces than 7."],
  [
    "its own, where she only looks",
    { named: "8", boundTo: [8] },
    "auth.permission_missing: You need the permission workflow:write in the workspace alpha/w8.",
  ],
  ["words", { named: "genomics", boundTo: [7] }, "auth.token_scope: The token is bound to other workspaces than genomics."],
])("with a token that is bound, one that names %s", async (_what, question, answer) => {
  expect(await choose(question)).toBe(answer);
});

test("the token of a run makes no run of its own", async () => {
  const caller = { kind: "run", userId: ada, tokenId: toTokenId(1), runId: toRunId("r") } as const;

  const chosen = await chooseHome(caller, "7", {
    places: { findWorkspace: () => expect.fail("nobody is asked") },
    hasPersonalWorkspaces: true,
  });

  expect(chosen).toMatchObject({ code: "auth.forbidden" });
});
