import type { AddKnownHostsResponse, HostKeysOfHop, PinnedHostKey } from "@postern/contracts";
import type { StateLook } from "../../ui/StateMark.tsx";

/** Run on the host by somebody who is there already: over the same connection it would prove nothing. */
export function compareCommand(algorithm: string): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${keyKind(algorithm)}_key.pub`;
}

function keyKind(algorithm: string): string {
  if (algorithm.startsWith("ecdsa-")) return "ecdsa";
  return algorithm.includes("ed25519") ? "ed25519" : "rsa";
}

/** "ssh-ed25519"; what stands beside the fingerprint. */
export function keyName(algorithm: string): string {
  const authority = /^@cert-authority (?<kind>.+)$/.exec(algorithm)?.groups?.["kind"];
  return authority === undefined ? algorithm : `authority whose certificates the host shows, ${authority}`;
}

/** The port only where it is not the usual one. */
export const hopName = ({ host, port }: Pick<HostKeysOfHop, "host" | "port">): string => (port === 22 ? host : `${host}:${String(port)}`);

/** "confirmed by jane" */
export function trustWords({ trust, pinnedBy }: Pick<PinnedHostKey, "trust" | "pinnedBy">): string {
  const who = pinnedBy ?? "somebody whose account is gone";
  switch (trust) {
    case "first_use":
      return `pinned at the first sign-in, for ${who}, and compared by nobody`;
    case "confirmed":
      return `confirmed by ${who}`;
    case "known_hosts":
      return `from a known_hosts line, given by ${who}`;
    case "replaced":
      return `put in the place of another one by ${who}`;
  }
}

export function hopLook({ keys, offered }: HostKeysOfHop): StateLook {
  if (offered?.state === "refused") return { shape: "cross", tone: "failed", word: "Changed" };
  if (offered !== null) return { shape: "question", tone: "unknown", word: "To confirm" };
  if (keys.length === 0) return { shape: "open", tone: "quiet", word: "Not seen yet" };
  return { shape: "check", tone: "succeeded", word: "Trusted" };
}

/** What became of pasted lines, when not all of them became keys. */
export function addedWords({ added, revoked, unread }: Pick<AddKnownHostsResponse, "added" | "revoked" | "unread">): readonly string[] {
  const count =
    added === 1
      ? "1 key is trusted now"
      : `${added === 0 ? "No key" : `${String(added)} keys`} ${added === 0 ? "was new" : "are trusted now"}`;
  const refused = revoked === 0 ? "" : ` ${revoked === 1 ? "1 key is" : `${String(revoked)} keys are`} revoked and never taken.`;
  return [`${count}.${refused} Lines of hosts that are not on the way are left alone.`, ...unread.map(unreadWords)];
}

function unreadWords({ line }: AddKnownHostsResponse["unread"][number]): string {
  return `Line ${String(line)} is not a line of known_hosts.`;
}
