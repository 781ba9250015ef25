import type { Bus } from "@postern/bus";
import type { Clock, Logger } from "@postern/domain";
import { agentChangedSubject } from "./agents/index.ts";
import type { AgentChanged, ServerPresence } from "./agents/index.ts";
import { CredentialCheckReconciler } from "./background/credential-check-reconciler.ts";
import type { ReconcilerDriver } from "./background/driver.ts";
import { openForCheck } from "./features/credentials/checks/open-for-check.ts";
import { AgentProbe } from "./features/credentials/checks/probes/agent-probe.ts";
import type { AgentProbeParts } from "./features/credentials/checks/probes/agent-probe.ts";
import { ProviderProbe } from "./features/credentials/checks/probes/provider-probe.ts";
import type { SshKeyProbeParts } from "./features/credentials/checks/probes/ssh-key-probe.ts";
import { CredentialCheckService } from "./features/credentials/checks/service.ts";
import type { CheckParts } from "./features/credentials/checks/service.ts";
import type { SecretOpener } from "./features/credentials/open-secret.ts";
import { Gatherer } from "./gatherer.ts";
import { OutboundHttp } from "./outbound/outbound-http.ts";
import { readAuthorities } from "./outbound/read-authorities.ts";
import type { ServerSettings } from "./server-settings.ts";

interface Parts extends Pick<CheckParts, "database" | "audit" | "live" | "credentials">, Pick<SshKeyProbeParts, "sshKeys"> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Pick<SecretOpener, "withKeys">;
  readonly bus: Bus;
  readonly driver: ReconcilerDriver;
  readonly settings: ServerSettings;
  readonly acting: AgentProbeParts["agents"];
  readonly presence: Pick<ServerPresence, "isSettled">;
}

/** An agent that lost its connection is often back before anybody has to know. */
const missedMs = 120_000;

/** Makes what asks whether credentials are good: when they are saved, when somebody wants to know, and by the clock. */
export async function composeCredentialChecks(parts: Parts) {
  const { settings, clock, log, live, driver, acting, presence } = parts;
  const http = new OutboundHttp({
    ...{ reach: settings.outboundReach, proxy: settings.outboundProxy },
    authorities: await readAuthorities(settings.authoritiesFile),
  });
  const credentialChecks = new CredentialCheckService({
    ...parts,
    open: openForCheck(parts.secrets),
    providers: new ProviderProbe(http, parts),
    agents: new AgentProbe({ clock, agents: acting, hearsAll: () => presence.isSettled }),
    random: Math.random,
  });
  const wake = (): void => driver.wake("credential-checks");
  const credentialCheckReconciler = new CredentialCheckReconciler({ clock, log, checks: credentialChecks, wake });
  if (settings.checksCredentials) {
    live.listen(({ event }) => {
      if (event.type === "credentials") wake();
    });
    watchAgents(parts, credentialChecks, wake);
  }
  return { credentialChecks, credentialCheckReconciler };
}

function watchAgents({ bus, log }: Parts, checks: CredentialCheckService, wake: () => void): void {
  const changes = new Gatherer<AgentChanged>(async (changed) => {
    // What became of each in the end.
    const states = new Map(changed.map(({ connectionId, state }) => [connectionId, state]));
    const namesOf = (wanted: AgentChanged["state"]) => [...states].flatMap(([name, state]) => (state === wanted ? [name] : []));
    try {
      await checks.noteAgents(namesOf("online"), 0);
      await checks.noteAgents(namesOf("offline"), missedMs);
      wake();
    } catch (error) {
      // The regular check finds out, too: a storage that is away costs some hours of an old status, and nothing else.
      log.error({ error }, "changes of agents could not be noted for the check of their credentials");
    }
  });
  bus.subscribe(agentChangedSubject, (payload) => {
    changes.add(payload as AgentChanged);
  });
}
