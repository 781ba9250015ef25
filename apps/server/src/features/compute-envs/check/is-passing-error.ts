import type { AppError, ErrorCode } from "@postern/domain";

/** About whoever asks, or about the server, and not about the cluster. */
const ofOthers: readonly ErrorCode[] = ["use.limited", "auth.forbidden", "identity.key_missing", "server.internal"];

/**
 * Whether a step failed by something that may be over in a moment, or that is not about the cluster at all: such a failure says nothing against
 * the environment. A program that is not there stays away until somebody acts.
 */
export function isPassingError({ code, kind }: Pick<AppError, "code" | "kind">): boolean {
  if (code === "command.not_started") return false;
  return kind === "unavailable" || kind === "timeout" || kind === "limited" || ofOthers.includes(code);
}
