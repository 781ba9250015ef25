import type { HostKeysOfHop, HostKeysResponse } from "@postern/contracts";
import { toIso } from "../../../http/iso-time.ts";
import { fingerprintOf } from "./pin-entry.ts";
import type { DescribedHop, DescribedHostKeys } from "./service.ts";

export function toHostKeysResponse({ mustBeConfirmed, hops }: DescribedHostKeys): HostKeysResponse {
  return { mustBeConfirmed, hops: hops.map(toHop) };
}

function toHop({ hop: { host, port, userName, isJumpHost }, pins, offer }: DescribedHop): HostKeysOfHop {
  const keys = pins.map((pin) => ({
    ...{ algorithm: pin.algorithm, fingerprint: fingerprintOf(pin), trust: pin.trust },
    ...{ pinnedBy: pin.pinned_by, pinnedAt: toIso(pin.pinned_at) },
  }));
  const state = pins.length === 0 ? "waiting" : "refused";
  const offered =
    offer === undefined
      ? null
      : ({ algorithm: offer.algorithm, fingerprint: fingerprintOf(offer), state, offeredAt: toIso(offer.offered_at) } as const);
  return { host, port, userName, isJumpHost, keys, offered };
}
