import { AppError } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { invalid, openCheckScene, silent, untilAborted, valid } from "../../../testing/credential-checks.fixture.ts";

describeWithDatabases("trouble with checks of credentials", ({ open, clock }) => {
  test("the answer about older keys is not taken for the new ones, which are asked about at once", async () => {
    const { checks, asked, create, rowOf, edits, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockImplementationOnce(async () => {
      await edits.update(ada, id, { keys: { username: "ada", password: "a newer secret" } });
      return invalid;
    });

    const result = await checks.check(id, null);

    expect(result).toEqual({ status: "AVAILABLE", outcome: valid });
    expect(asked.mock.calls.map(([{ members }]) => members["password"])).toEqual(["secret-of-ada", "a newer secret"]);
    expect(await rowOf(id)).toMatchObject({ status: "AVAILABLE", revision: 2 });
  });

  test("new and changed keys are due at once, and say nothing of the older ones; other changes leave what is known", async () => {
    const { checks, asked, create, rowOf, edits, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    expect((await checks.listDue(10)).map((row) => row.id)).toEqual([id]);
    asked.mockResolvedValue(invalid);
    await checks.check(id, null);
    const known = await rowOf(id);

    await edits.update(ada, id, { name: "another-name" });
    expect(await rowOf(id)).toMatchObject({ status: "INVALID", next_check_at: known.next_check_at });
    await edits.update(ada, id, { keys: { username: "ada", password: "a newer secret" } });

    expect(await rowOf(id)).toMatchObject({ status: null, status_message: null, validated_at: null, next_check_at: clock.now() });
  });

  test("one that is edited again and again is given up on, and nothing is stored", async () => {
    const { checks, asked, create, rowOf, database } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockImplementation(async () => {
      const { revision } = await rowOf(id);
      await database.query
        .updateTable("credentials")
        .set({ revision: revision + 1 })
        .where("id", "=", id)
        .execute();
      return invalid;
    });

    expect(await checks.check(id, null)).toMatchObject({ status: null, outcome: { kind: "inconclusive" } });
    expect(await rowOf(id)).toMatchObject({ status: null, validated_at: null });
  });

  test("one that is deleted meanwhile stays as it was when it went", async () => {
    const { checks, asked, create, rowOf, credentials, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockImplementationOnce(async () => {
      await credentials.remove(ada, id);
      return invalid;
    });

    await expect(checks.check(id, null)).rejects.toMatchObject({ code: "credential.not_found" });
    expect(await rowOf(id)).toMatchObject({ status: null, status_message: null });
  });

  test("two at once are one, and one after the other are two", async () => {
    const { checks, asked, create } = await openCheckScene(await open(), clock);
    const id = await create("hub");

    await Promise.all([checks.check(id, null), checks.check(id, null)]);
    expect(asked).toHaveBeenCalledTimes(1);

    await checks.check(id, null);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("a provider that does not answer is given up on after ten seconds", async () => {
    const { checks, asked, create } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockImplementationOnce(untilAborted);
    const checking = checks.check(id, null);
    await expect.poll(() => asked.mock.calls.length).toBe(1);

    await expect.poll(() => clock.sleeperCount).toBe(1);
    clock.advance(10_000);

    expect((await checking).outcome).toEqual(silent);
  });

  test("a server that closes waits for no provider, and stores nothing of it", async () => {
    const { checks, asked, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    const before = await rowOf(id);
    asked.mockImplementationOnce(untilAborted);
    const checking = checks.check(id, null);
    await expect.poll(() => asked.mock.calls.length).toBe(1);

    await checks[Symbol.asyncDispose]();

    expect((await checking).outcome.kind).toBe("inconclusive");
    expect(await rowOf(id)).toEqual(before);
  });

  test("a vault that cannot open it now says nothing of it; one that finds it damaged does", async () => {
    const { checks, create, vault, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    const opening = vi.spyOn(vault, "open").mockImplementation(() => {
      throw new AppError("vault.sealed", "The vault is sealed.");
    });

    expect(await checks.check(id, null)).toMatchObject({
      status: null,
      outcome: { kind: "inconclusive", message: "The vault is sealed." },
    });
    opening.mockImplementation(() => {
      throw new AppError("vault.envelope_invalid", "x");
    });

    expect(await checks.check(id, null)).toMatchObject({ status: "INVALID" });
    expect((await rowOf(id)).status_message).toContain("damaged");
  });

  test("a fault of our own is none of the credential", async () => {
    const { checks, asked, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    const before = await rowOf(id);
    asked.mockRejectedValueOnce(new TypeError("a mistake"));

    await expect(checks.check(id, null)).rejects.toThrow("a mistake");
    expect(await rowOf(id)).toEqual(before);
  });
});
