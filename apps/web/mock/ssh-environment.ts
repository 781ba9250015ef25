import { AppError } from "@postern/domain";
import { settleCheck } from "./environments-seed.ts";
import type { MockState } from "./state.ts";

const known = "SHA256:qlJ6fZr0oXh1m8Jt3k2YwP7dVn5sCe9uBgTzA4xHiLk";
export const freshKey = "SHA256:uNiVZ4bQ1hK7rEw0pTgY9sLxDc2mJfA6oC3vB8nHkS5";
const revokedKey = "SHA256:Qw7eRt5yUi3oPa1sDf9gHj2kLz8xCv4bNm6qWe0rTy5";
export const otherKey = "SHA256:M3tPz8Wk1aGv6Yq0rXe9LbHs5nJdCf2uTi7oKxBwZg4";

/** A cluster behind a jump host whose key nobody has confirmed yet; the login node shows another key than before. */
export function putSshEnvironment(state: MockState): string {
  const at = new Date(state.now() - 3_600_000).toISOString();
  const [model] = state.environments;
  if (model === undefined) throw new AppError("environment.not_found", "The seed has no environment.");
  const id = "env-setonix";
  const message = "The host setonix-02.example.org shows another key than the one that is trusted.";
  const config = { ...model.config, hostName: "setonix-02.example.org", port: 22, userName: "js123", workDir: "/scratch/ab12/work" };
  const environment = {
    ...model,
    id,
    name: "setonix",
    credentialsId: "cred-ssh",
    primary: false,
    status: "ERRORED",
    message,
    config,
  } as const;
  state.environments = [environment, ...state.environments];
  settleCheck(state, environment);
  const pin = { algorithm: "ssh-ed25519", fingerprint: known, trust: "first_use", pinnedAt: at, pinnedBy: "amir" } as const;
  const stolen = { ...pin, algorithm: "ssh-rsa", fingerprint: revokedKey, trust: "known_hosts" } as const;
  state.hostKeys.set(id, [
    {
      ...{ host: "jump.example.org", port: 2222, userName: "js123", isJumpHost: true, keys: [], revoked: [] },
      offered: { algorithm: "ecdsa-sha2-nistp256", fingerprint: freshKey, offeredAt: at, state: "waiting" },
    },
    {
      ...{ host: "setonix-02.example.org", port: 22, userName: "js123", isJumpHost: false, keys: [pin], revoked: [stolen] },
      offered: { algorithm: "ssh-ed25519", fingerprint: otherKey, offeredAt: at, state: "refused" },
    },
  ]);
  return id;
}
