import type {
  AddKnownHostsRequest,
  ConfirmHostKeyRequest,
  HostKeysOfHop,
  HostKeysResponse,
  HostKeyTrust,
  PinnedHostKey,
  ReplaceHostKeyRequest,
} from "@postern/contracts";
import { AppError } from "@postern/domain";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { findManagedIdentity } from "../organizations/world.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";

const path = "/api/postern/v1/compute-envs/:id/host-keys";

/** Keys of the hosts on the way to environments that are reached over SSH. */
export const hostKeyRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path, answer: ({ params }) => ok(keysOf(state, params["id"])) },
  {
    method: "POST",
    path: `${path}/confirm`,
    answer: ({ params, body }) => {
      const { fingerprint, ...host } = body as ConfirmHostKeyRequest;
      take(state, params["id"], { ...host, fingerprint, trust: "confirmed" });
      return ok(keysOf(state, params["id"]));
    },
  },
  {
    method: "POST",
    path: `${path}/replace`,
    answer: ({ params, body }) => {
      const { offeredFingerprint: fingerprint, host, port } = body as ReplaceHostKeyRequest;
      take(state, params["id"], { host, port, fingerprint, trust: "replaced" });
      return ok(keysOf(state, params["id"]));
    },
  },
  {
    method: "POST",
    path: `${path}/known-hosts`,
    answer: ({ params, body }) => ok(addKnown(state, params["id"], body as AddKnownHostsRequest)),
  },
];

function keysOf(state: MockState, id: string | undefined): HostKeysResponse {
  const environment = getEnvironment(state, id);
  if (state.hostKeyTrouble !== undefined) throw new AppError("server.internal", state.hostKeyTrouble);
  return { mustBeConfirmed: true, hops: [...(state.hostKeys.get(environment.id) ?? unseen(state, environment))] };
}

/** What is known of an environment whose hosts were never reached. */
function unseen(state: MockState, { id, config, managedIdentityId }: ReturnType<typeof getEnvironment>): readonly HostKeysOfHop[] {
  const identity = findManagedIdentity(state.world, managedIdentityId);
  const { hostName, port, userName } = identity === undefined ? config : { ...identity, userName: "js4021" };
  if (hostName === null) return [];
  const own = state.jumpHosts.get(id) ?? [];
  const passed = own.length > 0 ? own : (identity?.jumpHosts ?? []).map((jump) => ({ ...jump, userName }));
  const jumps = passed.map((jump) => ({
    ...{ host: jump.hostName, port: jump.port, userName: jump.userName ?? "" },
    ...{ isJumpHost: true, keys: [], revoked: [], offered: null },
  }));
  const login = { host: hostName, port: port ?? 22, userName: userName ?? "", isJumpHost: false };
  return [...jumps, { ...login, keys: [], revoked: [], offered: null }];
}

interface Wish {
  readonly host: string;
  readonly port: number;
  readonly fingerprint: string;
  readonly trust: HostKeyTrust;
}

function take(state: MockState, id: string | undefined, { host, port, fingerprint, trust }: Wish): void {
  const hop = keysOf(state, id).hops.find((one) => one.host === host && one.port === port);
  if (hop?.offered?.fingerprint !== fingerprint) {
    throw new AppError("request.outdated", "The host shows another key by now.", { fields: ["fingerprint"] });
  }
  put(state, id, { ...hop, offered: null, keys: [pin(state, hop.offered, trust)] });
}

function addKnown(state: MockState, id: string | undefined, { lines }: AddKnownHostsRequest) {
  const unread: { line: number; why: "not_a_key" }[] = [];
  let added = 0;
  for (const [index, line] of lines.split("\n").entries()) {
    const words = line.split(" ");
    const marker = words[0] === "@cert-authority" ? `${words.shift() ?? ""} ` : "";
    const [host, kind, key] = words;
    const algorithm = kind === undefined ? undefined : `${marker}${kind}`;
    const hop = keysOf(state, id).hops.find((one) => one.host === host);
    if (algorithm === undefined || key === undefined) unread.push({ line: index + 1, why: "not_a_key" });
    else if (hop !== undefined) {
      added += 1;
      put(state, id, { ...hop, keys: [...hop.keys, pin(state, { algorithm, fingerprint: `SHA256:${key}` }, "known_hosts")] });
    }
  }
  if (added === 0) {
    const names = keysOf(state, id).hops.map(({ host }) => host);
    throw new AppError("request.invalid", `The lines have no key for ${names.join(", ")}.`, { fields: ["lines"] });
  }
  return { ...keysOf(state, id), added, revoked: 0, unread };
}

function put(state: MockState, id: string | undefined, hop: HostKeysOfHop): void {
  const isOther = (one: HostKeysOfHop): boolean => one.host !== hop.host || one.port !== hop.port;
  state.hostKeys.set(
    getEnvironment(state, id).id,
    keysOf(state, id).hops.map((one) => (isOther(one) ? one : hop)),
  );
}

const pin = (state: MockState, { algorithm, fingerprint }: Pick<PinnedHostKey, "algorithm" | "fingerprint">, trust: HostKeyTrust) => ({
  ...{ algorithm, fingerprint, trust, pinnedAt: isoAt(state.now()), pinnedBy: "jane" },
});
