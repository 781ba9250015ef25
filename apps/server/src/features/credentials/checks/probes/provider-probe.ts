import { gitProviders } from "@postern/domain";
import type { OutboundHttp } from "../../../../outbound/outbound-http.ts";
import { GitHostProbe } from "./git-host-probe.ts";
import type { CredentialProbe, ProbedCredential, ProbeOutcome } from "./probe.ts";
import { RegistryProbe } from "./registry-probe.ts";
import { SshKeyProbe } from "./ssh-key-probe.ts";
import type { SshKeyProbeParts } from "./ssh-key-probe.ts";

/** Asks whoever a provider's credentials are for. */
export class ProviderProbe implements CredentialProbe {
  readonly #probes: ReadonlyMap<string, CredentialProbe>;

  constructor(http: Pick<OutboundHttp, "get">, ssh: SshKeyProbeParts) {
    const git = new GitHostProbe(http);
    const ofGit = gitProviders.filter((provider) => provider !== "github_app").map((provider) => [provider, git] as const);
    this.#probes = new Map<string, CredentialProbe>([...ofGit, ["container-reg", new RegistryProbe(http)], ["ssh", new SshKeyProbe(ssh)]]);
  }

  probe(credential: ProbedCredential, signal: AbortSignal): Promise<ProbeOutcome> {
    const unknown: ProbeOutcome = { kind: "unchecked", message: "Credentials of this provider are kept, but not checked." };
    return this.#probes.get(credential.provider)?.probe(credential, signal) ?? Promise.resolve(unknown);
  }
}
