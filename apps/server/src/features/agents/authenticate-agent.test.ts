import type { IncomingMessage } from "node:http";
import { tokenAccesses, toUserId, toWorkspaceId } from "@postern/domain";
import type { TokenAccess } from "@postern/domain";
import { expect, test } from "vitest";
import type { Caller } from "../../http/caller.ts";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import type { TokenService } from "../tokens/service.ts";
import { authenticateAgent } from "./authenticate-agent.ts";

const lab = toWorkspaceId(7);

function knock(caller: Caller | undefined, authorization = "Bearer text") {
  const tokens = { findCaller: () => Promise.resolve(caller), watch: () => () => Promise.resolve(true) } as unknown as TokenService;
  return authenticateAgent(tokens)({ headers: { authorization } } as IncomingMessage);
}

function tokenOfKind(access: TokenAccess): Caller {
  return { ...tokenCaller(toUserId(1)), access, boundTo: [lab] };
}

test("an agent is its user's, and serves where its token is good", async () => {
  await expect(knock(tokenOfKind("agent"))).resolves.toMatchObject({ userId: 1, tokenId: 1, boundTo: [lab] });
});

test("an agent is sent scripts and tokens of runs, so one for looking or launching does not start one", async () => {
  const answers = await Promise.all(
    tokenAccesses.map((access) =>
      knock(tokenOfKind(access)).then(
        () => `${access} may`,
        (error: { code: string }) => `${access} ${error.code}`,
      ),
    ),
  );

  expect(answers).toEqual(["full may", "launch auth.token_scope", "read auth.token_scope", "agent may"]);
});

test("an unknown token, no token, and the token of a run are no agent's", async () => {
  const run = { kind: "run", userId: toUserId(1), tokenId: 2, runId: "r" } as unknown as Caller;

  expect([await knock(undefined), await knock(tokenOfKind("full"), ""), await knock(run)]).toEqual([undefined, undefined, undefined]);
});
