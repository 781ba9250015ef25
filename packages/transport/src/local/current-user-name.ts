import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";

const timeoutMs = 10_000;

/**
 * The account that this process runs under, as the system knows it.
 *
 * The packed agent runs on Bun, whose `userInfo` only repeats $USER: "unknown" in a job without one, and a lie where somebody
 * set it. `id` asks the user list of the system, which on a cluster is rarely a file.
 */
export function currentUserName(): string {
  try {
    if (process.versions["bun"] === undefined) return userInfo().username;
    return execFileSync("id", ["-un"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: timeoutMs }).trim();
  } catch {
    // An account without an entry in the user list, as in some containers, goes by its number.
    return String(process.getuid?.() ?? "unknown");
  }
}
