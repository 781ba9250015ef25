import type { GenerateSshKeyRequest, InspectSshKeyRequest, InspectSshKeyResponse } from "@postern/contracts";
import { credential } from "../credentials-seed.ts";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { nextId } from "../state.ts";
import type { MockState } from "../state.ts";

const half = {
  ...{ algorithm: "ssh-ed25519", bits: 256 },
  publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFm8Qq0m2vJm6tq2w5bq7dXkqk0pVt0wLzB2bD1sFd5w",
  fingerprint: "SHA256:J8qKqm0pVt0wLzB2bD1sFd5wqDg3Yx0c9k0nJb1mQ2E",
};
const line = (comment: string): string => `restrict ${half.publicKey} ${comment}`;

/** Keys by their looks: nobody here can read one. */
export const sshKeyRoutes = (state: MockState): readonly Route[] => [
  { method: "POST", path: "/api/postern/v1/credentials/inspect-ssh-key", answer: ({ body }) => ok(inspect(body as InspectSshKeyRequest)) },
  {
    method: "POST",
    path: "/api/postern/v1/credentials/generate-ssh-key",
    answer: ({ body }) => {
      const { name, description } = body as GenerateSshKeyRequest;
      const id = nextId(state, 22);
      const { publicKey, fingerprint } = half;
      const authorizedKeysLine = line(`postern-${name}`);
      const keys = { discriminator: "ssh", publicKey, fingerprint, authorizedKeysLine } as const;
      const made = { id, name, description: description ?? null, provider: "ssh", keys, reach: fingerprint } as const;
      state.credentials = [credential(state.now(), { ...made, heldSecrets: ["privateKey"] }), ...state.credentials];
      state.publish({ type: "credentials", workspaceId: state.workspaceId });
      return ok({ credentialsId: id, ...half, authorizedKeysLine });
    },
  },
];

function inspect({ privateKey, passphrase }: InspectSshKeyRequest): InspectSshKeyResponse {
  const nothing = { key: null, warnings: [], refusal: null, certificateInfo: null, certificateRefusal: null };
  if (privateKey.startsWith("ssh-")) {
    const message = "This is a public key. It belongs on the cluster; here the private key is needed.";
    return { ...nothing, refusal: { reason: "public_key", message, cure: "Paste the file of the same name without .pub at its end." } };
  }
  if (privateKey.includes("ENCRYPTED") && (passphrase ?? "") === "") {
    const message = "This private key is protected by a passphrase.";
    return { ...nothing, refusal: { reason: "passphrase_missing", message, cure: "Enter its passphrase too." } };
  }
  const warnings = privateKey.includes("\r") ? ["Line ends of Windows were mended."] : [];
  return { ...nothing, key: { ...half, authorizedKeysLine: line("postern") }, warnings };
}
