import type { DescribeKeysResponse, UnsealRequest, VaultStateResponse } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";

const path = "/api/postern/v1/admin/keys";

/** What opens the sealed mock. */
const passphrase = "correct horse battery staple";

export const keyRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/postern/v1/vault", isOpen: true, answer: () => ok({ isSealed: state.account.isSealed }) },
  { method: "POST", path: "/api/postern/v1/vault/unseal", isOpen: true, answer: ({ body }) => ok(unseal(state, body as UnsealRequest)) },
  { method: "GET", path, answer: () => ok(state.account.keys) },
  { method: "POST", path: `${path}/rotate`, answer: () => ok(change(state, rotate(state))) },
  { method: "POST", path: `${path}/stop`, answer: () => ok(change(state, turn(state.account.keys, "stopped"))) },
  { method: "POST", path: `${path}/resume`, answer: () => ok(change(state, turn(state.account.keys, "running"))) },
  { method: "DELETE", path: `${path}/:term`, answer: ({ params }) => ok(change(state, drop(state.account.keys, Number(params["term"])))) },
];

function unseal(state: MockState, request: UnsealRequest): VaultStateResponse {
  if (request.passphrase !== passphrase) throw new AppError("vault.passphrase_wrong", "The passphrase does not open the keys.");
  state.account.isSealed = false;
  return { isSealed: false };
}

function change(state: MockState, next: DescribeKeysResponse): DescribeKeysResponse {
  state.account.keys = next;
  state.publish({ type: "keys" });
  return next;
}

function rotate(state: MockState): DescribeKeysResponse {
  const { keys: old } = state.account;
  const term = Math.max(...old.keys.map((key) => key.term)) + 1;
  const now = isoAt(state.now());
  const leftCount = old.keys.reduce((sum, key) => sum + key.recordCount, 0);
  return {
    ...old,
    keys: [
      ...old.keys.map((key) => (key.state === "active" ? { ...key, state: "old" as const } : key)),
      { term, state: "active", createdAt: now, recordCount: 0, isNeededByAudit: true },
    ],
    rotation: {
      ...{ term, state: "running", doneCount: 0, leftCount, failedCount: 0, orphanedCount: 0, startedBy: "jane", startedAt: now },
      changedAt: now,
    },
    ...{ problems: [], olderCount: leftCount },
  };
}

function turn(old: DescribeKeysResponse, to: "running" | "stopped"): DescribeKeysResponse {
  if (old.rotation === null) throw new AppError("vault.nothing_to_rewrap", "Nothing waits for being brought over to the active key.");
  return { ...old, rotation: { ...old.rotation, state: to } };
}

function drop(old: DescribeKeysResponse, term: number): DescribeKeysResponse {
  return { ...old, keys: old.keys.map((key) => (key.term === term ? { ...key, state: "dropped" as const } : key)) };
}
