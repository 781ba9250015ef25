import { toRunId, toTokenId, toWorkspaceId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { TokenCaller } from "../../http/caller.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { openAccounts } from "../../testing/open-accounts.ts";
import { openTokenScene } from "../../testing/tokens-scene.fixture.ts";
import { dayMs } from "./lifetime.ts";

const hourMs = 3_600_000;
const tooWide: unknown = expect.objectContaining({ code: "auth.token_scope" });

describeWithDatabases("a token of a kind", ({ open, clock }) => {
  test("carries what it was made for, and is listed with it", async () => {
    const { tokens, ada, genomics, asCaller } = await openTokenScene(await open(), clock);
    const end = clock.now() + 90 * dayMs;

    const { text } = await tokens.create(ada, "ci", { access: "launch", expiresAt: end, workspaceIds: [genomics] });

    expect(await asCaller(text)).toMatchObject({ kind: "token", access: "launch", boundTo: [genomics] });
    expect(await tokens.describeAll(ada)).toMatchObject([
      {
        ...{ access: "launch", endsAt: end, isExpired: false, formerWorksUntil: null, warning: undefined },
        workspaces: [{ id: genomics, name: "genomics", orgName: "alpha" }],
        token: { name: "ci" },
      },
    ]);
  });

  test("is bound to no workspace that its person cannot see, whether it is there or not", async () => {
    const { tokens, database, ada, imaging } = await openTokenScene(await open(), clock);
    const before = await dumpTables(database);

    for (const id of [imaging, toWorkspaceId(4711)]) {
      await expect(tokens.create(ada, "ci", { workspaceIds: [id] })).rejects.toMatchObject({
        code: "workspace.not_found",
        message: `Workspace ${String(id)} not found.`,
        fields: ["workspaceIds"],
      });
    }
    expect(await dumpTables(database)).toBe(before);
  });

  test("finds the workspaces of its person by their names, in whatever case, and no others", async () => {
    const { tokens, ada, bob, genomics } = await openTokenScene(await open(), clock);

    expect(await tokens.findBounds(ada, ["Alpha/GENOMICS"])).toEqual([genomics]);
    for (const name of ["alpha/imaging", "genomics", "alpha/nothing"]) {
      await expect(tokens.findBounds(ada, [name])).rejects.toMatchObject({ code: "workspace.not_found" });
    }
    await expect(tokens.findBounds(bob, ["alpha/genomics"])).rejects.toMatchObject({ code: "workspace.not_found" });
  });

  test("does not name a workspace that its person has left", async () => {
    const { tokens, database, ada, genomics, part } = await openTokenScene(await open(), clock);
    await tokens.create(ada, "ci", { workspaceIds: [genomics] });
    await database.query.deleteFrom("participants").where("id", "=", part).execute();

    expect(await tokens.describeAll(ada)).toMatchObject([{ workspaces: [] }]);
  });

  test("ends at its time, from one moment to the next", async () => {
    const { tokens, ada } = await openTokenScene(await open(), clock);
    const { text } = await tokens.create(ada, "short", { expiresAt: clock.now() + hourMs });

    clock.advance(hourMs - 1);
    const before = await tokens.findCaller(text);
    clock.advance(1);

    expect([before === undefined, await tokens.findCaller(text)]).toEqual([false, undefined]);
    expect(await tokens.describeAll(ada)).toMatchObject([{ isExpired: true, warning: expect.stringContaining("has ended") }]);
  });

  test("has a name that no other one of the person has, in whatever case", async () => {
    const { tokens, ada, bob } = await openTokenScene(await open(), clock);
    await tokens.create(ada, "Laptop");

    await expect(tokens.create(ada, "LAPTOP")).rejects.toMatchObject({ code: "token.name_taken", fields: ["name"] });
    await expect(tokens.create(bob, "laptop")).resolves.toBeDefined();
  });

  test("shows from where it was used last", async () => {
    const { tokens, contexts, ada } = await openTokenScene(await open(), clock);
    const { text } = await tokens.create(ada, "laptop");
    const from = (address: string | null) => {
      const client = { kind: "http", address, userAgent: null, tokenId: null } as const;
      return contexts.run({ client, correlationId: null }, () => tokens.findCaller(text));
    };
    const seen = async () => (await tokens.list(ada))[0]?.last_used_address;

    await from("192.0.2.7");
    const first = await seen();
    clock.advance(2 * 60_000);
    // A look that comes from nowhere forgets nothing.
    await from(null);
    const second = await seen();
    clock.advance(2 * 60_000);
    await from("192.0.2.8");

    expect([first, second, await seen()]).toEqual(["192.0.2.7", "192.0.2.7", "192.0.2.8"]);
  });
});

describeWithDatabases("a token that makes another one", ({ open, clock }) => {
  test("makes none that can do more, in more places, or for longer than itself", async () => {
    const { tokens, database, ada, genomics, asCaller } = await openTokenScene(await open(), clock);
    const end = clock.now() + dayMs;
    const maker = await asCaller((await tokens.create(ada, "maker", { access: "launch", workspaceIds: [genomics], expiresAt: end })).text);
    const before = await dumpTables(database);
    const within = { access: "launch", workspaceIds: [genomics], maker } as const;

    for (const wish of [
      { ...within, access: "full" as const },
      { ...within, access: "agent" as const },
      { ...within, workspaceIds: null },
      { ...within, expiresAt: null },
      { ...within, expiresAt: end + 1 },
    ]) {
      await expect(tokens.create(ada, "made", wish)).rejects.toEqual(tooWide);
    }
    expect(await dumpTables(database)).toBe(before);
    // Without a wish it ends with its maker.
    expect((await tokens.create(ada, "made", within)).token.expires_at).toBe(end);
    expect((await tokens.create(ada, "narrower", { ...within, expiresAt: end - 1 })).token.expires_at).toBe(end - 1);
  });

  test("is not the token of a run", async () => {
    const { tokens, ada } = await openTokenScene(await open(), clock);
    const maker = { kind: "run", userId: ada, tokenId: toTokenId(1), runId: toRunId("1aBcDeFgHiJkLm") } as const;

    await expect(tokens.create(ada, "made", { access: "read", maker })).rejects.toEqual(tooWide);
  });

  test("shows the text of none that can do more or lives longer than itself, and of itself", async () => {
    const { tokens, ada, asCaller } = await openTokenScene(await open(), clock);
    const end = clock.now() + dayMs;
    const full = await tokens.create(ada, "full");
    const short = await tokens.create(ada, "short", { expiresAt: end });
    const read = await tokens.create(ada, "read", { access: "read", expiresAt: end - 1 });
    const rotate = async (maker: TokenCaller, id: number) => tokens.rotate(ada, toTokenId(id), { overlapMs: 0, maker });

    await expect(rotate(await asCaller(read.text), full.token.id)).rejects.toEqual(tooWide);
    await expect(rotate(await asCaller(short.text), full.token.id)).rejects.toEqual(tooWide);
    await expect(rotate(await asCaller(short.text), read.token.id)).resolves.toBeDefined();
    await expect(rotate(await asCaller(short.text), short.token.id)).resolves.toMatchObject({ token: { expires_at: end } });
  });

  test("does not put off its own end", async () => {
    const { tokens, database, ada, asCaller } = await openTokenScene(await open(), clock);
    const end = clock.now() + dayMs;
    const { text, token } = await tokens.create(ada, "leaked", { expiresAt: end });
    const maker = await asCaller(text);
    const before = await dumpTables(database);

    for (const expiresAt of [null, end + 1]) {
      await expect(tokens.rotate(ada, toTokenId(token.id), { overlapMs: 0, expiresAt, maker })).rejects.toEqual(tooWide);
    }
    expect(await dumpTables(database)).toBe(before);
  });

  test("makes and rotates none by the text from before its rotation, which would live on in them", async () => {
    const { tokens, database, ada, asCaller } = await openTokenScene(await open(), clock);
    const { text, token } = await tokens.create(ada, "leaked");
    const id = toTokenId(token.id);
    const { text: fresh } = await tokens.rotate(ada, id, { overlapMs: hourMs, maker: await asCaller(text) });
    const [former, maker] = [await asCaller(text), await asCaller(fresh)];
    const before = await dumpTables(database);

    await expect(tokens.create(ada, "made", { maker: former })).rejects.toEqual(tooWide);
    await expect(tokens.rotate(ada, id, { overlapMs: 0, maker: former })).rejects.toEqual(tooWide);
    expect(await dumpTables(database)).toBe(before);
    await expect(tokens.create(ada, "made", { maker })).resolves.toBeDefined();
  });
});

describeWithDatabases("where tokens live for a while only", ({ open, clock }) => {
  const limited = { maxTokenLifeMs: 30 * dayMs };

  test("a new one ends then, and none is made that lives longer", async () => {
    const { tokens, ada } = await openTokenScene(await open(), clock, limited);

    const { text } = await tokens.create(ada, "laptop");
    await expect(tokens.create(ada, "longer", { expiresAt: clock.now() + 31 * dayMs })).rejects.toMatchObject({
      code: "request.invalid",
      message: "A token lives at most 30 days here.",
      fields: ["expiresAt"],
    });
    await expect(tokens.create(ada, "for ever", { expiresAt: null })).rejects.toMatchObject({ code: "request.invalid" });
    clock.advance(30 * dayMs - 1);
    const lastMoment = await tokens.findCaller(text);
    clock.advance(1);

    expect([lastMoment === undefined, await tokens.findCaller(text)]).toEqual([false, undefined]);
  });

  test("one from before ends, too, counted from its last rotation, and the token of a run does not", async () => {
    const database = await open();
    const before = await openTokenScene(database, clock);
    const { text, token } = await before.tokens.create(before.ada, "old");
    const ofRun = await database.transaction(({ query }) =>
      before.tokens.mintRunToken(query, { userId: before.ada, runId: toRunId("1aBcDeFgHiJkLm") }),
    );
    const { tokens } = openAccounts(database, clock, limited);
    clock.advance(29 * dayMs);
    const soon = await tokens.describeAll(before.ada);
    const rotated = await tokens.rotate(before.ada, toTokenId(token.id), { overlapMs: 0, maker: before.session(before.ada) });
    clock.advance(2 * dayMs);

    expect(soon).toMatchObject([{ endsAt: token.created_at + 30 * dayMs, warning: expect.stringContaining("ends in 24 hours") }]);
    expect(await tokens.findCaller(text)).toBeUndefined();
    expect(await tokens.findCaller(rotated.text)).toBeDefined();
    clock.advance(365 * dayMs);
    expect(await tokens.findCaller(rotated.text)).toBeUndefined();
    expect(await tokens.findCaller(ofRun)).toMatchObject({ kind: "run" });
  });
});

describeWithDatabases("all tokens of a person", ({ open, clock }) => {
  test("go at once, those of others and of runs stay", async () => {
    const { tokens, database, ada, bob, lostTokens } = await openTokenScene(await open(), clock);
    const mine = [await tokens.create(ada, "one"), await tokens.create(ada, "two")];
    const other = await tokens.create(bob, "one");
    const ofRun = await database.transaction(({ query }) => tokens.mintRunToken(query, { userId: ada, runId: toRunId("1aBcDeFgHiJkLm") }));

    await tokens.removeAll(ada);

    expect(await tokens.list(ada)).toEqual([]);
    expect(await Promise.all(mine.map(({ text }) => tokens.findCaller(text)))).toEqual([undefined, undefined]);
    expect([(await tokens.findCaller(other.text)) === undefined, (await tokens.findCaller(ofRun)) === undefined]).toEqual([false, false]);
    expect(new Set(lostTokens)).toEqual(new Set(mine.map(({ token }) => token.id)));
    const entries = await database.query.selectFrom("audit_entries").select("target_name").where("action", "=", "token.delete").execute();
    expect(new Set(entries.map(({ target_name: name }) => name))).toEqual(new Set(["one", "two"]));
  });
});

describeWithDatabases("a connection that lasts", ({ open, clock }) => {
  test("finds out that its token was deleted, disabled, rotated away or has ended", async () => {
    const { tokens, database, ada, rotate } = await openTokenScene(await open(), clock);
    const watch = async (name: string, expiresAt: number | null = null) => {
      const made = await tokens.create(ada, name, { expiresAt });
      return { id: made.token.id, isGood: tokens.watch(made.text) };
    };
    const [deleted, rotated, ending, disabled] = [
      await watch("deleted"),
      await watch("rotated"),
      await watch("ending", clock.now() + hourMs),
      await watch("disabled"),
    ];
    const before = await Promise.all([deleted, rotated, ending, disabled].map(({ isGood }) => isGood()));

    await tokens.remove(ada, toTokenId(deleted.id));
    await rotate(rotated.id, 0);
    clock.advance(hourMs);
    const after = await Promise.all([deleted, rotated, ending, disabled].map(({ isGood }) => isGood()));
    await database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", ada).execute();
    // Beside this server, so that it counts when the answer from before is forgotten.
    clock.advance(1000);

    expect([before, after, await disabled.isGood()]).toEqual([[true, true, true, true], [false, false, false, true], false]);
  });
});
