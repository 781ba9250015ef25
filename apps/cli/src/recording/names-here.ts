import { hostname, userInfo } from "node:os";
import type { CommandChannel } from "@postern/transport";

/** Names of this person and this machine: they are replaced wherever they stand, whatever else they mean. */
export async function namesHere(channel: Pick<CommandChannel, "run">): Promise<readonly string[]> {
  const { username, homedir } = userInfo();
  const groups = await wordsOf(channel, ["id", "-Gn"]);
  const fullName = await wordsOf(channel, ["hostname", "-f"]);
  return [username, homedir, hostname(), ...fullName, ...groups];
}

async function wordsOf(channel: Pick<CommandChannel, "run">, words: readonly [string, ...string[]]): Promise<readonly string[]> {
  try {
    const { stdout, exitCode } = await channel.run({ words, timeoutMs: 10_000 });
    return exitCode === 0 ? stdout.split(/\s+/).filter((word) => word !== "") : [];
  } catch {
    // A machine without the program: what it prints is a second source only.
    return [];
  }
}
