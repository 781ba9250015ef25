import type { LiveEvent } from "@postern/contracts";
import { permissionsOf, toUserId, toWorkspaceId } from "@postern/domain";
import type { PermissionSet, WorkspaceId } from "@postern/domain";
import { expect, test } from "vitest";
import type { WorkspacePlace } from "../http/place.ts";
import type { Audience } from "./live-events.ts";
import { ReaderSight } from "./reader-sight.ts";

const [ada, bob] = [toUserId(1), toUserId(2)];
const [lab, other] = [toWorkspaceId(7), toWorkspaceId(8)];
const accessEvent: LiveEvent = { type: "access" };

function run(runId: string, workspaceId: WorkspaceId | null = lab): LiveEvent {
  return { type: "run", runId, workspaceId, status: "RUNNING" };
}

function scene({ boundTo = null, may }: { boundTo?: WorkspaceId[] | null; may?: Partial<Record<number, PermissionSet>> } = {}) {
  const rights: Partial<Record<number, PermissionSet>> = may ?? { [lab]: permissionsOf("view") };
  const seen: string[] = [];
  const answers: (() => void)[] = [];
  let asked = 0;
  let isHeldBack = false;
  const findWorkspace = async (_user: number, id: number): Promise<WorkspacePlace | undefined> => {
    asked += 1;
    const permissions = rights[id];
    if (isHeldBack) await new Promise<void>((resolve) => answers.push(resolve));
    return permissions === undefined ? undefined : ({ permissions } as WorkspacePlace);
  };
  const sight = new ReaderSight({
    ...{ userId: ada, boundTo, places: { findWorkspace } },
    send: (event) => seen.push("runId" in event ? event.runId : event.type),
    fail: () => seen.push("failed"),
  });
  return {
    ...{ seen, rights, answers },
    asked: () => asked,
    holdBack: () => void (isHeldBack = true),
    offer: (event: LiveEvent, audience: Audience = { workspaceId: lab, permission: "workflow:read" }) => sight.offer({ event, audience }),
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("what is addressed to the reader passes at once, and what is addressed to another person never", () => {
  const { seen, offer } = scene();

  offer(run("mine", null), { userId: ada });
  offer(run("theirs", null), { userId: bob });

  expect(seen).toEqual(["mine"]);
});

test("of a workspace passes what a permission shows that the reader has there, and the storage is asked once", async () => {
  const { seen, asked, offer } = scene({ may: { [lab]: new Set(["credentials:read"] as const) } });

  offer({ type: "credentials", workspaceId: lab }, { workspaceId: lab, permission: "credentials:read" });
  offer(run("hidden"));
  offer(run("elsewhere", other), { workspaceId: other, permission: "workflow:read" });
  offer({ type: "credentials", workspaceId: lab }, { workspaceId: lab, permission: "credentials:read" });
  await settle();

  expect(seen).toEqual(["credentials", "credentials"]);
  expect(asked()).toBe(2);
});

test("events pass in the order in which they happened, also when one waits for an answer", async () => {
  const { seen, offer } = scene();

  offer(run("first"));
  offer(run("second", null), { userId: ada });
  await settle();

  expect(seen).toEqual(["first", "second"]);
});

test("a membership that ends, ends the sight of its workspace at once", async () => {
  const { seen, rights, offer } = scene();
  offer(run("before"));
  await settle();

  rights[lab] = undefined;
  offer(accessEvent, { userId: ada });
  offer(run("after"));
  await settle();

  expect(seen).toEqual(["before", "access"]);
});

test("an answer that was under way when access changed counts for nothing", async () => {
  const { seen, rights, answers, holdBack, offer } = scene();
  holdBack();
  offer(run("in between"));
  await settle();

  rights[lab] = undefined;
  offer(accessEvent, { userId: ada });
  while (answers.length > 0) {
    answers.shift()?.();
    await settle();
  }

  expect(seen).toEqual(["access"]);
});

test("a change for somebody else leaves what is known as it is", async () => {
  const { asked, offer } = scene();
  offer(run("first"));
  await settle();

  offer(accessEvent, { userId: bob });
  offer(run("second"));
  await settle();

  expect(asked()).toBe(1);
});

test("a token that is bound to workspaces hears of these only, and of changes of access", async () => {
  const { seen, offer } = scene({ boundTo: [lab], may: { [lab]: permissionsOf("view"), [other]: permissionsOf("view") } });

  offer(run("bound"));
  offer(run("unbound", other), { workspaceId: other, permission: "workflow:read" });
  offer(run("personal", null), { userId: ada });
  offer(accessEvent, { userId: ada });
  await settle();

  expect(seen).toEqual(["bound", "access"]);
});

test("a reader is cut off when nobody can say what it may see, or when too much waits for the answer", async () => {
  const broken = scene();
  const flooded = scene();
  Object.defineProperty(broken.rights, lab, { get: () => expect.fail("the storage is away") });
  flooded.holdBack();

  broken.offer(run("unknown"));
  for (let number = 0; number <= 1000; number += 1) flooded.offer(run(String(number)));
  await settle();

  expect([broken.seen, flooded.seen]).toEqual([["failed"], ["failed"]]);
});
