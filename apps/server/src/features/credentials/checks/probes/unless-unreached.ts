import { isAppError } from "@postern/domain";
import type { ProbeOutcome } from "./probe.ts";

/** That nobody was reached says nothing of the credential. */
export async function unlessUnreached(ask: () => Promise<ProbeOutcome>): Promise<ProbeOutcome> {
  try {
    return await ask();
  } catch (error) {
    if (isAppError(error, "outbound.refused") || isAppError(error, "outbound.failed")) {
      return { kind: "inconclusive", message: error.message };
    }
    throw error;
  }
}
