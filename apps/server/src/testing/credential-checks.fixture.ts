import type { LiveEvent } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { Clock, CredentialId } from "@postern/domain";
import { vi } from "vitest";
import { openForCheck } from "../features/credentials/checks/open-for-check.ts";
import { ActingAgents } from "../agents/index.ts";
import { AgentProbe } from "../features/credentials/checks/probes/agent-probe.ts";
import type { ProbedCredential, ProbeOutcome } from "../features/credentials/checks/probes/probe.ts";
import { CredentialCheckService } from "../features/credentials/checks/service.ts";
import { openCredentialScene } from "./credential-scene.fixture.ts";

export type Answer = (credential: ProbedCredential, signal: AbortSignal) => Promise<ProbeOutcome>;

export const valid: ProbeOutcome = { kind: "valid" };
export const invalid: ProbeOutcome = { kind: "invalid", message: "GitHub does not accept the credential (401): Bad credentials" };
export const silent: ProbeOutcome = { kind: "inconclusive", message: "github.com is not reached." };

/** Agents that are online, by connection ID and owner. */
type Online = Map<string, { readonly boundTo: readonly number[] | null }>;

/** Checks over a real database, of providers that answer as the test says. */
export async function openCheckScene(database: Database, clock: Clock) {
  const scene = await openCredentialScene(database, clock);
  const { live, places, credentials, secrets } = scene;
  const events: LiveEvent[] = [];
  const tenants = await scene.openTenants();
  const ada = await tenants.actor("ada", "one");
  const asked = vi.fn<Answer>(() => Promise.resolve(valid));
  const online: Online = new Map();
  const findAgent = ({ connectionId, owners }: { connectionId: string; owners: readonly number[] }) => {
    const found = owners.map((owner) => online.get(`${connectionId} ${String(owner)}`)).find((agent) => agent !== undefined);
    const [userId] = owners;
    return Promise.resolve(found === undefined ? undefined : ({ ...found, userId, connectionId } as never));
  };
  const others = { isHeard: true };
  const acting = new ActingAgents({ agents: { findAgent }, places, isRevoked: () => Promise.resolve(false) });
  const checks = new CredentialCheckService({
    ...scene,
    open: openForCheck(secrets),
    providers: { probe: asked },
    agents: new AgentProbe({ clock, agents: acting, hearsAll: () => others.isHeard }),
    random: () => 0.5,
  });
  const create = (name: string, provider = "github", keys: object = { username: "ada", password: "secret-of-ada" }) =>
    credentials.create(ada, { name, provider, keys: { ...keys } });
  const rowOf = (id: CredentialId) => database.query.selectFrom("credentials").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const entries = (action: string) => database.query.selectFrom("audit_entries").selectAll().where("action", "=", action).execute();
  live.listen(({ event }) => events.push(event));
  return { ...scene, tenants, ada, checks, asked, online, others, events, create, rowOf, entries };
}

/** A provider that does not answer. */
export const untilAborted: Answer = (_credential, signal) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(silent), { once: true }));
