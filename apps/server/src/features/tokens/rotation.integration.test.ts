import { toRunId, toTokenId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { openTokenScene } from "../../testing/tokens-scene.fixture.ts";
import { dayMs } from "./lifetime.ts";

const hourMs = 3_600_000;
const notFound: unknown = expect.objectContaining({ code: "token.not_found" });

describeWithDatabases("a token that is rotated", ({ open, clock }) => {
  test("has a new text under the same name and id, and the former one goes on for as long as was said", async () => {
    const { tokens, ada, rotate, lostTokens, told } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent", { access: "agent" });

    const rotated = await rotate(token.id, hourMs);
    const during = [await tokens.findCaller(text), await tokens.findCaller(rotated.text)];
    const described = await tokens.describe(rotated.token);
    clock.advance(hourMs);

    expect(rotated.text).not.toBe(text);
    expect(rotated.token).toMatchObject({
      id: token.id,
      name: "agent",
      access: "agent",
      expires_at: null,
      rotated_at: clock.now() - hourMs,
    });
    expect(during).toMatchObject([{ tokenId: token.id, access: "agent" }, { tokenId: token.id }]);
    expect(described).toMatchObject({ formerWorksUntil: clock.now(), warning: expect.stringContaining("former text works until") });
    expect([await tokens.findCaller(text), (await tokens.findCaller(rotated.text)) === undefined]).toEqual([undefined, false]);
    expect([await tokens.findPerson(text), await tokens.findPerson(rotated.text), await tokens.findPerson("x")]).toEqual([
      ...[ada, ada],
      undefined,
    ]);
    expect(lostTokens).toEqual([]);
    await expect.poll(() => told).toEqual(["tokens", "tokens"]);
  });

  test("without an overlap stops the former text at once, and what is connected with it", async () => {
    const { tokens, ada, rotate, lostTokens } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent");
    await tokens.findCaller(text);

    const rotated = await rotate(token.id, 0);

    expect([await tokens.findCaller(text), lostTokens]).toEqual([undefined, [token.id]]);
    expect(await tokens.findCaller(rotated.text)).toBeDefined();
  });

  test("is not rotated once more while its former text works, which a slip would end for whoever still uses it", async () => {
    const { tokens, database, ada, rotate } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent");
    const second = await rotate(token.id, hourMs);
    const before = await dumpTables(database);

    await expect(rotate(token.id, hourMs)).rejects.toMatchObject({ code: "token.rotating", fields: ["overlapHours"] });
    expect(await dumpTables(database)).toBe(before);
    await rotate(token.id, 0);
    expect([await tokens.findCaller(text), await tokens.findCaller(second.text)]).toEqual([undefined, undefined]);
    clock.advance(1);
    await expect(rotate(token.id, hourMs)).resolves.toBeDefined();
  });

  test("by two at once is rotated once, and the text in use goes on", async () => {
    const { tokens, ada, rotate } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent");

    const both = await Promise.allSettled([rotate(token.id, hourMs), rotate(token.id, hourMs)]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "token.rotating" } });
    expect(await tokens.findCaller(text)).toBeDefined();
  });

  test("keeps its end, or gets another one; one that has ended needs one", async () => {
    const { tokens, ada, rotate } = await openTokenScene(await open(), clock);
    const end = clock.now() + dayMs;
    const { token } = await tokens.create(ada, "agent", { expiresAt: end });

    const kept = await rotate(token.id, 0);
    const longer = await rotate(token.id, 0, end + dayMs);
    clock.advance(3 * dayMs);
    await expect(rotate(token.id, 0)).rejects.toMatchObject({ code: "request.invalid", fields: ["expiresAt"] });
    const revived = await rotate(token.id, 0, null);

    expect([kept.token.expires_at, longer.token.expires_at, revived.token.expires_at]).toEqual([end, end + dayMs, null]);
    expect(await tokens.findCaller(revived.text)).toBeDefined();
  });

  test("never lets its former text outlive the token", async () => {
    const { tokens, ada, rotate } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent", { expiresAt: clock.now() + hourMs });
    await rotate(token.id, dayMs);

    clock.advance(hourMs);

    expect(await tokens.findCaller(text)).toBeUndefined();
  });

  test("is one's own; those of others and of runs are as unknown as those that are not there", async () => {
    const { tokens, database, ada, bob, session } = await openTokenScene(await open(), clock);
    const { token } = await tokens.create(ada, "agent");
    await database.transaction(({ query }) => tokens.mintRunToken(query, { userId: bob, runId: toRunId("1aBcDeFgHiJkLm") }));
    const ofRun = await database.query.selectFrom("tokens").select("id").where("scope", "=", "run").executeTakeFirstOrThrow();

    for (const id of [token.id, ofRun.id, 4711]) {
      await expect(tokens.rotate(bob, toTokenId(id), { overlapMs: 0, maker: session(bob) })).rejects.toEqual(notFound);
    }
  });

  test("leaves both texts in no row and no entry", async () => {
    const { tokens, database, ada, rotate } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "agent");
    const rotated = await rotate(token.id, hourMs);

    const stored = await dumpTables(database);

    for (const one of [text, rotated.text]) {
      expect(stored).not.toContain(one);
      expect(stored).not.toContain(Buffer.from(one, "base64").toString().split(".")[1]);
    }
    const entries = await database.query
      .selectFrom("audit_entries")
      .select(["action", "target_name", "after_image"])
      .orderBy("id")
      .execute();
    expect(entries.map(({ action, target_name: name }) => [action, name])).toEqual([
      ["token.create", "agent"],
      ["token.rotate", "agent"],
    ]);
  });
});
