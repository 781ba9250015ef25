import { noPermissions, toOrganizationId, toUserId, toWorkspaceId } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { tokenCaller } from "../testing/callers.fixture.ts";
import { actorOf, organizationActorOf, organizationOf, workspaceActorOf } from "./caller.ts";
import { personalPlace } from "./place.ts";
import type { Place } from "./place.ts";

const ada = tokenCaller(toUserId(1));
const alpha = { kind: "organization", organizationId: toOrganizationId(3), name: "alpha", role: "owner" } as const;

const genomics = {
  kind: "workspace",
  workspaceId: toWorkspaceId(5),
  organizationId: alpha.organizationId,
  name: "alpha/genomics",
  permissions: noPermissions,
  launchersEndRuns: false,
} as const;

function requestIn(place: Place | undefined): FastifyRequest {
  return { caller: ada, place } as FastifyRequest;
}

test("a handler learns the place that the guard has found", () => {
  expect(organizationOf(requestIn(alpha))).toEqual(alpha);
  expect(organizationActorOf(requestIn(alpha))).toEqual({ ...ada, organization: alpha });
  expect(actorOf(requestIn(personalPlace))).toEqual({ ...ada, place: personalPlace });
  expect(workspaceActorOf(requestIn(genomics))).toEqual({ ...ada, place: genomics });
});

test("a handler that asks for another kind of place than its rule names is a fault of ours", () => {
  for (const place of [undefined, personalPlace]) {
    expect(() => organizationOf(requestIn(place))).toThrow(expect.objectContaining({ code: "server.internal" }));
  }
  for (const place of [undefined, alpha, personalPlace]) {
    expect(() => workspaceActorOf(requestIn(place))).toThrow(expect.objectContaining({ code: "server.internal" }));
  }
  for (const place of [undefined, alpha]) {
    expect(() => actorOf(requestIn(place))).toThrow(expect.objectContaining({ code: "server.internal" }));
  }
});
