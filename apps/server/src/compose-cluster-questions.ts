import type { ActingAgents, AgentDirectory } from "./agents/index.ts";
import { AgentCredentialChannels } from "./channels/credential-channels.ts";
import type { SshVisits } from "./channels/ssh/ssh-visits.ts";
import type { AuditService } from "./features/audit/service.ts";
import { DiscoveryService } from "./features/compute-envs/discovery/service.ts";
import { OfferService } from "./features/compute-envs/offer/offer-service.ts";
import type { OfferServiceParts } from "./features/compute-envs/offer/offer-service.ts";
import type { ComputeEnvService } from "./features/compute-envs/service.ts";
import type { CredentialService } from "./features/credentials/service.ts";
import type { ManagedWays } from "./features/managed-identities/ways.ts";

interface Parts extends Pick<OfferServiceParts, "channels" | "clock" | "database"> {
  readonly environments: ComputeEnvService;
  readonly credentials: CredentialService;
  readonly acting: ActingAgents;
  readonly directory: AgentDirectory;
  readonly visits: SshVisits;
  readonly managed: ManagedWays;
  readonly audit: AuditService;
}

/** What people ask of clusters while they fill in a form. */
export function composeClusterQuestions(parts: Parts) {
  const { acting, credentials, directory } = parts;
  const credentialChannels = new AgentCredentialChannels({ credentials, acting, agents: directory });
  const offers = new OfferService({ ...parts, credentialChannels });
  return { offers, discoveries: new DiscoveryService({ ...parts, credentialChannels }) };
}
