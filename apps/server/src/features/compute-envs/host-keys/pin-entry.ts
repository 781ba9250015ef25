import type { PinnedHostKeyRow } from "@postern/database";
import type { UserId } from "@postern/domain";
import { describeHostKey } from "@postern/transport/ssh";
import type { AuditEntry } from "../../audit/service.ts";

interface PinAct {
  readonly actor: UserId;
  readonly action: "host_key.pin" | "host_key.replace" | "host_key.revoke";
  readonly pin: PinnedHostKeyRow;
  /** Those in whose place it stands. */
  readonly replaced?: readonly PinnedHostKeyRow[];
  readonly reason?: string;
}

/** What the trail says of a key that is trusted from now on. */
export function entryOfPin({ actor, action, pin, replaced = [], reason }: PinAct): AuditEntry {
  const address = `${pin.host}:${String(pin.port)}`;
  return {
    ...{ actor, action, targetKind: "host_key", targetId: address, targetName: address, workspaceId: pin.workspace_id },
    ...(replaced.length === 0 ? {} : { before: { keys: replaced.map(nameOfPin).join(", ") } }),
    after: { keys: nameOfPin(pin) },
    detail: { trust: pin.trust, ...(reason === undefined ? {} : { reason }) },
  };
}

/** As people compare it: `ssh-ed25519 SHA256:…`. */
export function nameOfPin(pin: PinnedHostKeyRow): string {
  return `${pin.algorithm} ${fingerprintOf(pin)}`;
}

export function fingerprintOf({ host, port, public_key: key }: Pick<PinnedHostKeyRow, "host" | "port" | "public_key">): string {
  return describeHostKey(host, port, Buffer.from(key, "base64")).fingerprint;
}
