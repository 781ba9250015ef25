import type { AuditEntry } from "@postern/contracts";
import { isoAt } from "./state.ts";

const minute = 60_000;

export const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0";

export function makeEntry(nowMs: number, given: Partial<AuditEntry>): AuditEntry {
  return {
    id: 0,
    at: isoAt(nowMs),
    action: "session.open",
    actor: { userId: 1, userName: "jane" },
    client: { kind: "http", address: "192.0.2.40", userAgent: firefox, tokenId: null },
    target: { kind: "user", id: "1", name: "jane" },
    orgId: null,
    workspaceId: null,
    correlationId: `req-${String(given.id ?? 0)}`,
    before: null,
    after: null,
    detail: {},
    standing: null,
    ...given,
  };
}

const inGenomics = { orgId: 100, workspaceId: 401 };
const gadi = { kind: "credential", id: "cred-gadi", name: "gadi-agent" };
const ofAmir = { actor: { userId: 2, userName: "amir" } };

/** One of each kind that matters, again and again, so that there are more than a page. */
const acts: readonly Partial<AuditEntry>[] = [
  {
    action: "credential.update",
    target: gadi,
    ...inGenomics,
    before: { name: "gadi-agent", shared: false, workDir: "/scratch/ab12/old", keys: { $secret: "5f1d0c2a77b1e0f3" } },
    after: { name: "gadi-agent", shared: true, keys: { $secret: "9be2771e04c2d8a1" }, description: "For the whole lab" },
  },
  { action: "secret.open", target: gadi, ...inGenomics, ...ofAmir, detail: { reason: "launch", run: "4kfGsd2j" } },
  {
    ...{ action: "run.launch", target: { kind: "run", id: "4kfGsd2j", name: "grave_hopper" }, ...inGenomics, ...ofAmir },
    client: { kind: "http", address: "203.0.113.17", userAgent: "tw/0.12", tokenId: 3 },
    correlationId: "req-shared",
  },
  {
    ...{ action: "participant.update", target: { kind: "participant", id: "501", name: "amir" }, ...inGenomics },
    standing: "broken",
    before: { role: "view" },
    after: { role: "launch" },
    correlationId: "req-shared",
  },
  { action: "session.open" },
  {
    action: "agent.disconnect",
    actor: null,
    client: null,
    target: { kind: "agent", id: "a2", name: "spartan-login1" },
    correlationId: null,
  },
  {
    ...{ action: "token.create", target: { kind: "token", id: "5", name: "terraform" } },
    after: { name: "terraform", access: "full", expiresAt: "2027-01-01T00:00:00Z" },
  },
];

export function seedAudit(nowMs: number): AuditEntry[] {
  return Array.from({ length: 120 }, (_, place) => {
    const id = 4120 - place;
    return makeEntry(nowMs, {
      id,
      at: isoAt(nowMs - place * 23 * minute),
      correlationId: `req-${String(id)}`,
      ...acts[place % acts.length],
    });
  });
}
