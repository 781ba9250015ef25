import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import { toUserId, toWorkspaceId } from "@postern/domain";
import type { Clock, Logger, UserId } from "@postern/domain";
import { SshAccounts } from "./channels/ssh/ssh-accounts.ts";
import { SshChannels } from "./channels/ssh/ssh-channels.ts";
import { SshVisits } from "./channels/ssh/ssh-visits.ts";
import type { SshChannelsParts } from "./channels/ssh/ssh-channels.ts";
import { splitPins } from "./features/compute-envs/host-keys/authority-pin.ts";
import { nameOfPin } from "./features/compute-envs/host-keys/pin-entry.ts";
import { lastTrustChange as lastTrustChangeOf, listPins } from "./features/compute-envs/host-keys/store.ts";
import type { HostAddress } from "./features/compute-envs/host-keys/store.ts";
import { listJumpHosts as listJumpHostsOf } from "./features/compute-envs/jump-hosts/store.ts";
import { PlaceHostKeys } from "./features/compute-envs/host-keys/place-host-keys.ts";
import type { HostKeyParts } from "./features/compute-envs/host-keys/place-host-keys.ts";
import { ManagedKeyOpener } from "./features/managed-identities/open-key.ts";
import type { ManagedKeyOpenerParts } from "./features/managed-identities/open-key.ts";
import type { ManagedWays } from "./features/managed-identities/ways.ts";
import type { SshAccountsParts } from "./channels/ssh/ssh-accounts.ts";
import type { Home } from "./home.ts";
import type { AddressedEvent, LiveEvents } from "./live/live-events.ts";

interface Parts extends HostKeyParts, ManagedKeyOpenerParts, Pick<SshAccountsParts, "secrets" | "credentials"> {
  readonly managed: ManagedWays;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly live: Pick<LiveEvents, "listen">;
  readonly bus: Bus;
}

/** Makes what signs in on clusters by SSH, and what ends there when a credential changes on whatever server. */
export function composeSsh(parts: Parts) {
  const { clock, log, live, credentials, managed, secrets } = parts;
  const managedKeys = new ManagedKeyOpener(parts);
  const hostKeysOf: SshAccountsParts["hostKeysOf"] = (home, cause) => new PlaceHostKeys(parts, home, cause);
  const sshAccounts = new SshAccounts({ clock, credentials, secrets, managed, managedKeys, hostKeysOf });
  const namePins: SshChannelsParts["namePins"] = async (home, hop) =>
    splitPins(await listPins(parts.database.query, home, hop)).trusted.map(nameOfPin);
  const listJumpHosts: SshChannelsParts["listJumpHosts"] = (id) => listJumpHostsOf(parts.database.query, id);
  const lastTrustChange: SshChannelsParts["lastTrustChange"] = (home, way) => lastTrustChangeOf(parts.database.query, home, way);
  const ssh = new SshChannels({ clock, accounts: sshAccounts, credentials, managed, listJumpHosts, lastTrustChange, namePins });
  live.listen((addressed) => {
    const home = placeOfCredentials(addressed);
    const userId = personOfAccess(addressed);
    const ended = home === undefined ? userId && sshAccounts.endLost(userId) : sshAccounts.endOutdated(home);
    ended?.catch((error: unknown) => log.warn({ error }, "connections of edited keys were not looked up"));
  });
  const visits = new SshVisits({ clock, secrets, managedKeys, hostKeysOf, namePins });
  const accountsEverywhere = { endAt: endAtEveryServer(parts.bus, sshAccounts) };
  return { ssh, visits, accountsEverywhere, listJumpHosts };
}

/** A server that misses the news finds the replacement when it is asked for a channel next. */
function endAtEveryServer(bus: Bus, accounts: SshAccounts): SshAccounts["endAt"] {
  const subject = "host-keys.replaced";
  bus.subscribe(subject, (payload) => {
    const { home, address } = payload as KeyReplaced;
    accounts.endAt(home, address);
  });
  return (home, address) => {
    // Here at once: whoever replaced the key goes on with the new one.
    accounts.endAt(home, address);
    bus.publish(subject, { home, address: { host: address.host, port: address.port } } satisfies KeyReplaced);
  };
}

interface KeyReplaced {
  readonly home: Home;
  readonly address: HostAddress;
}

/** Where credentials have changed. */
function placeOfCredentials({ audience, event }: AddressedEvent): Home | undefined {
  if (event.type !== "credentials") return undefined;
  if ("userId" in audience) return { kind: "personal", userId: toUserId(audience.userId) };
  return { kind: "workspace", workspaceId: toWorkspaceId(audience.workspaceId) };
}

/** Whose part in organizations, or keys there, may be other ones now. */
function personOfAccess({ audience, event }: AddressedEvent): UserId | undefined {
  return event.type === "access" && "userId" in audience ? toUserId(audience.userId) : undefined;
}
