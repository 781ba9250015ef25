import { closeCodes } from "@postern/agent-protocol";

/** Why a connection ended that the other side closed, for the history of the agent. */
export function wordsOfClose(code: number): string {
  return words[code] ?? `closed with code ${String(code)}`;
}

const words: Readonly<Record<number, string>> = {
  [closeCodes.normal]: "the agent ended",
  [closeCodes.goingAway]: "the agent went away",
  [closeCodes.tooLarge]: "a message was too large",
  [closeCodes.protocol]: "the agent could not read what it was sent",
  [closeCodes.heartbeatMissed]: "the agent saw no heartbeats",
  1005: "the agent ended",
  1006: "the connection broke",
};
