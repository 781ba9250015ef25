import { silentLogger, toComputeEnvId, toWorkspaceId } from "@postern/domain";
import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { describeHostKey } from "@postern/transport/ssh";
import type { SeenHostKey } from "@postern/transport/ssh";
import { expect, test } from "vitest";
import { LiveEvents } from "../../../live/live-events.ts";
import { openAudit } from "../../../testing/open-audit.fixture.ts";
import { organizationRows } from "../../../testing/organization-rows.fixture.ts";
import { addUser } from "../../../testing/run-people.fixture.ts";
import { AccessService } from "../../access/service.ts";
import { PlaceHostKeys } from "./place-host-keys.ts";
import { authorityAlgorithm, revokedAlgorithm } from "./authority-pin.ts";
import { deletePin, findOffer, forgetHostKeys, insertPin, listPins } from "./store.ts";

/** A key of the host `login`. */
function keyOf(algorithm: string, seed: number): SeenHostKey {
  const name = Buffer.from(algorithm);
  return describeHostKey("login", 22, Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.alloc(32, seed)]));
}

const [one, other, rsa] = [keyOf("ssh-ed25519", 1), keyOf("ssh-ed25519", 2), keyOf("ssh-rsa", 3)];

async function stage(database: Database) {
  const clock = new ManualClock();
  const userId = await addUser(database, "jane");
  const rows = organizationRows(database);
  const workspaceId = toWorkspaceId(await rows.workspace(await rows.organization("org"), "lab"));
  const live = new LiveEvents(new InProcessBus(silentLogger, clock));
  const parts = { database, clock, audit: openAudit(database, clock), places: new AccessService({ database, clock, live }) };
  const home = { kind: "workspace", workspaceId } as const;
  const open = (where: typeof home | { readonly kind: "personal"; readonly userId: typeof userId } = home) =>
    new PlaceHostKeys(parts, where, () => ({ userId, environmentId: toComputeEnvId("e") }));
  const pinned = async () => (await listPins(database.query, home, one)).map(({ public_key }) => public_key);
  const demandConfirming = () => database.query.updateTable("workspaces").set({ confirms_host_keys: 1 }).execute();
  return { clock, home, open, pinned, demandConfirming, personal: { kind: "personal", userId } as const };
}

describeWithDatabases("the host keys of a place", ({ open: openDatabase }) => {
  test("two hosts that show different keys under one name at once are not both trusted", async () => {
    const scene = await stage(await openDatabase());
    const [first, second] = [scene.open(), scene.open()];
    expect(await Promise.all([first.judge(one), second.judge(rsa)])).toEqual(["known", "known"]);

    const outcomes = await Promise.allSettled([first.confirm(one), second.confirm(rsa)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "ssh.host_key_changed" } });
    expect(await scene.pinned()).toHaveLength(1);
  });

  test("another key is refused once one is pinned, of another algorithm too, and judging alone pins nothing", async () => {
    const scene = await stage(await openDatabase());
    const keys = scene.open();
    await keys.judge(one);
    expect(await scene.pinned()).toEqual([]);

    await keys.confirm(one);
    await keys.confirm(one);

    expect(await Promise.all([one, other, rsa].map((seen) => keys.judge(seen)))).toEqual(["known", "changed", "changed"]);
    expect(await keys.algorithmsOf("login", 22)).toEqual(["ssh-ed25519"]);
    expect(await keys.judge({ ...other, port: 2222 })).toBe("known");
  });

  test("a host that shows its own key again, and has signed in with it, is not told to have changed any more", async () => {
    const database = await openDatabase();
    const scene = await stage(database);
    const keys = scene.open();
    await keys.confirm(one);
    await keys.judge(other);
    const offered = await findOffer(database.query, scene.home, one);

    await keys.judge(one);
    const shown = await findOffer(database.query, scene.home, one);
    await keys.confirm(one);

    // Anybody can show the key of a host; only the host can sign with it.
    expect([offered?.public_key, shown?.public_key]).toEqual([other.key, other.key]);
    expect(await findOffer(database.query, scene.home, one)).toBeUndefined();
    expect(await scene.pinned()).toEqual([one.key]);
  });

  test("what a host showed that nobody came back to goes after a month, when the next one is noted", async () => {
    const database = await openDatabase();
    const scene = await stage(database);
    const keys = scene.open();
    await scene.demandConfirming();
    const day = 24 * 3_600_000;
    const hosts = async () =>
      (await database.query.selectFrom("offered_host_keys").select("port").orderBy("port").execute()).map(({ port }) => port);
    await keys.judge(one);
    scene.clock.advance(29 * day);
    await keys.judge({ ...one, port: 2222 });
    const before = await hosts();

    scene.clock.advance(2 * day);
    await keys.judge({ ...one, port: 2223 });

    expect([before, await hosts()]).toEqual([
      [22, 2222],
      [2222, 2223],
    ]);
  });

  test("where one of its keys was revoked, no other key of a host is taken at sight, and the authority with that key neither", async () => {
    const database = await openDatabase();
    const scene = await stage(database);
    const keys = scene.open();
    await keys.confirm(one);
    const [pin] = await listPins(database.query, scene.home, one);
    if (pin === undefined) throw new TypeError("nothing was pinned");
    await deletePin(database.query, scene.home, one);
    await insertPin(database.query, { ...pin, algorithm: revokedAlgorithm(one.algorithm, one.fingerprint), trust: "known_hosts" });
    await insertPin(database.query, { ...pin, algorithm: authorityAlgorithm(one.algorithm), trust: "known_hosts" });

    expect([await keys.judge(one), await keys.isRevoked(one), await keys.judge(other)]).toEqual(["revoked", true, "unknown"]);
    expect(await keys.authoritiesOf("login", 22)).toEqual([]);
    await expect(keys.confirm(other)).rejects.toMatchObject({ code: "ssh.host_key_unknown" });
    await expect(keys.confirm(one)).rejects.toMatchObject({ code: "ssh.host_key_revoked" });
    expect((await findOffer(database.query, scene.home, one))?.public_key).toBe(other.key);
  });

  test("a workspace that wants to be asked while somebody signs in is asked", async () => {
    const scene = await stage(await openDatabase());
    const keys = scene.open();
    expect(await keys.judge(one)).toBe("known");
    await scene.demandConfirming();

    await expect(keys.confirm(one)).rejects.toMatchObject({ code: "ssh.host_key_unknown" });

    expect([await keys.judge(one), await scene.pinned()]).toEqual(["unknown", []]);
  });

  test("what one place trusts is new to another, and goes with its place", async () => {
    const database = await openDatabase();
    const scene = await stage(database);
    await scene.open().confirm(one);

    expect(await scene.open(scene.personal).judge(other)).toBe("known");
    await scene.open(scene.personal).confirm(other);
    await forgetHostKeys(database.query, scene.home);

    expect(await scene.pinned()).toEqual([]);
    expect(await scene.open(scene.personal).judge(one)).toBe("changed");
  });
});
