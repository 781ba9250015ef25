import type { HostKeysOfHop, HostKeysResponse, PinnedHostKey } from "@postern/contracts";
import { toIso } from "../../../http/iso-time.ts";
import { splitPins } from "./authority-pin.ts";
import { fingerprintOf } from "./pin-entry.ts";
import type { DescribedHop, DescribedHostKeys } from "./service.ts";
import type { PinWithPerson } from "./store.ts";

export function toHostKeysResponse({ mustBeConfirmed, hops }: DescribedHostKeys): HostKeysResponse {
  return { mustBeConfirmed, hops: hops.map(toHop) };
}

function toHop({ hop: { host, port, userName, isJumpHost }, pins, offer }: DescribedHop): HostKeysOfHop {
  const { revoked, trusted } = splitPins(pins);
  const state = trusted.length === 0 ? "waiting" : "refused";
  const offered =
    offer === undefined
      ? null
      : ({ algorithm: offer.algorithm, fingerprint: fingerprintOf(offer), state, offeredAt: toIso(offer.offered_at) } as const);
  return { host, port, userName, isJumpHost, keys: trusted.map(toKey), revoked: revoked.map(toKey), offered };
}

function toKey(pin: PinWithPerson): PinnedHostKey {
  return {
    ...{ algorithm: pin.algorithm, fingerprint: fingerprintOf(pin), trust: pin.trust },
    ...{ pinnedBy: pin.pinned_by, pinnedAt: toIso(pin.pinned_at) },
  };
}
