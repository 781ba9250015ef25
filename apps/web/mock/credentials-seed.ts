import type { Credentials } from "@postern/contracts";
import type { CredentialProvider } from "@postern/domain";
import { isoAt } from "./state.ts";

const day = 86_400_000;

/** A credential of each state that a list can show. */
export function seedCredentials(nowMs: number): Credentials[] {
  const ago = (days: number): string => isoAt(nowMs - days * day);
  const one = (provider: CredentialProvider, given: Partial<Credentials>): Credentials => credential(nowMs, { provider, ...given });
  return [
    one("tw-agent", {
      ...{
        id: "cred-gadi",
        name: "gadi-agent",
        status: "AVAILABLE",
        lastUsed: isoAt(nowMs - 60_000),
        reach: "5429d66d-7712-4e0a-9c1b-02f4e1a7b3c8",
      },
      keys: {
        discriminator: "tw-agent",
        connectionId: "5429d66d-7712-4e0a-9c1b-02f4e1a7b3c8",
        workDir: "/scratch/ab12/work",
        shared: true,
      },
    }),
    one("tw-agent", {
      ...{
        id: "cred-spartan",
        name: "spartan-agent",
        reach: "spartan",
        status: "INVALID",
        message: "No agent is online with this connection ID.",
      },
      ...{ lastValidated: ago(0.2), keys: { discriminator: "tw-agent", connectionId: "spartan", workDir: null, shared: false } },
    }),
    one("container-reg", {
      ...{
        id: "cred-quay",
        name: "quay-robot",
        description: "Pulls the images of the core facility. Ask Li.",
        status: "AVAILABLE",
        reach: "quay.io",
      },
      ...{ lastUsed: ago(2), lastValidated: ago(0.1), expiresAt: isoAt(nowMs + 9 * day), heldSecrets: ["password"] },
      keys: { discriminator: "container-reg", userName: "lab+robot", registry: "quay.io" },
    }),
    one("gitlab", {
      ...{ id: "cred-gitlab", name: "gitlab-pipelines", status: "INVALID", reach: "https://gitlab.uni.example.org/pipelines" },
      ...{ message: "401 Unauthorized: the token was revoked, or has ended.", baseUrl: "https://gitlab.uni.example.org/pipelines" },
      ...{ lastUsed: ago(30), lastValidated: ago(0.3), expiresAt: ago(3), heldSecrets: ["token"] },
      keys: { discriminator: "gitlab", username: "pipelines" },
    }),
    one("ssh", {
      ...{ id: "cred-ssh", name: "setonix-key", reach: "SHA256:J8qKqm0pVt0wLzB2bD1sFd5wqDg3Yx0c9k0nJb1mQ2E", heldSecrets: ["privateKey"] },
      keys: {
        discriminator: "ssh",
        publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFm8Qq0m2vJm6tq2w5bq7dXkqk0pVt0wLzB2bD1sFd5w",
        fingerprint: "SHA256:J8qKqm0pVt0wLzB2bD1sFd5wqDg3Yx0c9k0nJb1mQ2E",
        authorizedKeysLine: "restrict ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFm8Qq0m2vJm6tq2w5bq7dXkqk0pVt0wLzB2bD1sFd5w postern-setonix-key",
      },
    }),
    one("tw-agent", {
      ...{ id: "cred-old", name: "old-cluster_2023", lastUsed: ago(400), dateCreated: ago(900), status: "AVAILABLE", reach: "old-cluster" },
      keys: { discriminator: "tw-agent", connectionId: "old-cluster", workDir: null, shared: false },
    }),
  ];
}

export function credential(nowMs: number, given: Partial<Credentials>): Credentials {
  const made = isoAt(nowMs - 41 * day);
  return {
    ...{ id: "", name: "", description: null, provider: "tw-agent", baseUrl: null, category: null, status: null, message: null },
    ...{ dateCreated: made, lastUpdated: made, lastUsed: null, lastValidated: null, deleted: false, expiresAt: null, reach: null },
    ...given,
  };
}
