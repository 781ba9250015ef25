import { systemRandom } from "@postern/vault";
import type { RandomBytes } from "@postern/vault";
import { completeKey } from "./keys/complete-key.ts";
import { toPrivateKey } from "./private-key-reader.ts";
import type { PrivateKey } from "./private-key-reader.ts";
import { isRefusal } from "./refusals.ts";
import { AppError } from "@postern/domain";

const seedSizeBytes = 32;

/** A new Ed25519 pair. The caller destroys its private half. */
export function generateKeyPair(random: RandomBytes = systemRandom): PrivateKey {
  const seed = random(seedSizeBytes);
  try {
    const complete = completeKey({ algorithm: "ssh-ed25519", seed, point: undefined });
    if (isRefusal(complete))
      throw new AppError("server.internal", "The key could not be made.", {
        detail: `the random source gave ${String(seed.byteLength)} bytes`,
      });
    return toPrivateKey(complete, { comment: "", warnings: [] });
  } finally {
    // SAFETY: the copy in the pair is the only one left.
    seed.fill(0);
  }
}
