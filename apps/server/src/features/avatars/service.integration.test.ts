import type { Database } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { pngOf } from "../../testing/png.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { AvatarService, maxAvatarBytes } from "./service.ts";

async function stage(database: Database, clock: Clock) {
  const ada = await addUser(database, "ada");
  const avatars = new AvatarService({ database, clock, audit: openAudit(database, clock) });
  const ids = async () => (await database.query.selectFrom("avatars").select("id").orderBy("created_at").execute()).map(({ id }) => id);
  return { database, avatars, ada, ids };
}

describeWithDatabases("pictures", ({ open, clock }) => {
  test("come back as they were sent, under an id that nobody guesses", async () => {
    const { avatars, ada } = await stage(await open(), clock);
    const sent = pngOf(3, 2);

    const { id } = await avatars.create(ada, sent);

    const got = await avatars.get(id);
    expect(id).toMatch(/^\w{22}$/);
    expect([got.media_type, Buffer.from(got.bytes).equals(sent)]).toEqual(["image/png", true]);
    await expect(avatars.get("nothing")).rejects.toMatchObject({ code: "avatar.not_found" });
  });

  test("that are none, too large or too wide are refused, and not kept", async () => {
    const { avatars, ada, ids } = await stage(await open(), clock);
    const large = Buffer.concat([pngOf(3, 2), Buffer.alloc(maxAvatarBytes)]);

    for (const bytes of [Buffer.from("<svg/>"), Buffer.alloc(0), large, pngOf(2049, 1), pngOf(1, 2049), pngOf(0, 1)]) {
      await expect(avatars.create(ada, bytes)).rejects.toMatchObject({ code: "request.invalid", fields: ["image"] });
    }
    expect(await ids()).toEqual([]);
  });

  test("that nobody shows are kept ten at most; those that are shown stay, also as the sign of a team or an organization", async () => {
    const { database, avatars, ada, ids } = await stage(await open(), clock);
    const send = async () => {
      clock.advance(1);
      return (await avatars.create(ada, pngOf(3, 2))).id;
    };
    const [face, sign, logo] = [await send(), await send(), await send()];
    const rows = organizationRows(database);
    const alpha = await rows.organization("alpha");
    const team = await rows.team(alpha, "curators");
    await database.query.updateTable("users").set({ avatar_id: face }).where("id", "=", ada).execute();
    await database.query.updateTable("teams").set({ avatar_id: sign }).where("id", "=", team).execute();
    await database.query.updateTable("organizations").set({ logo_id: logo }).where("id", "=", alpha).execute();
    const other = toUserId(await addUser(database, "bob"));
    clock.advance(1);
    const ofBob = (await avatars.create(other, pngOf(3, 2))).id;

    const unused: string[] = [];
    for (let count = 0; count < 12; count += 1) unused.push(await send());

    expect(await ids()).toEqual([face, sign, logo, ofBob, ...unused.slice(2)]);
  });
});
