import { toCredentialId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { invalid, openCheckScene, silent, valid } from "../../../testing/credential-checks.fixture.ts";
import type { ProbeOutcome } from "./probes/probe.ts";

const unchecked: ProbeOutcome = { kind: "unchecked", message: "There is nothing to ask." };
const halfDayMs = 12 * 3_600_000;

describeWithDatabases("checks of credentials", ({ open, clock }) => {
  test("a good one is AVAILABLE from then on, and is asked about again in half a day", async () => {
    const { checks, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");

    const result = await checks.check(id, null);

    expect(result).toEqual({ status: "AVAILABLE", outcome: valid });
    expect(await rowOf(id)).toMatchObject({
      ...{
        status: "AVAILABLE",
        status_message: null,
        validated_at: clock.now(),
        next_check_at: clock.now() + halfDayMs,
        check_failures: 0,
      },
    });
  });

  test("a bad one is INVALID with the words of the provider, and pages are told of the change, once", async () => {
    const { checks, asked, create, rowOf, events, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockResolvedValue(invalid);
    events.length = 0;

    await checks.check(id, null);
    await checks.check(id, null);

    expect(await rowOf(id)).toMatchObject({ status: "INVALID", status_message: invalid.kind === "invalid" && invalid.message });
    expect(events).toEqual([{ type: "credentials", workspaceId: ada.place.workspaceId }]);
  });

  test("what says nothing of a credential changes nothing of what is known, and is tried again sooner, then later and later", async () => {
    const { checks, asked, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    await checks.check(id, null);
    const known = await rowOf(id);
    asked.mockResolvedValue(silent);

    const result = await checks.check(id, null);
    const first = await rowOf(id);
    await checks.check(id, null);

    expect(result).toEqual({ status: "AVAILABLE", outcome: silent });
    expect(first).toEqual({ ...known, next_check_at: clock.now() + 300_000, check_failures: 1 });
    expect(await rowOf(id)).toEqual({ ...known, next_check_at: clock.now() + 600_000, check_failures: 2 });
  });

  test("before the first answer, the words stand in place of a status", async () => {
    const { checks, asked, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockResolvedValue(silent);

    await checks.check(id, null);

    expect(await rowOf(id)).toMatchObject({ status: null, status_message: "github.com is not reached.", validated_at: null });
  });

  test("what cannot be asked has no status, and is left alone", async () => {
    const { checks, asked, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockResolvedValue(unchecked);

    await checks.check(id, null);

    expect(await rowOf(id)).toMatchObject({ status: null, status_message: "There is nothing to ask.", next_check_at: null });
  });

  test("of a provider that is not asked nothing is opened", async () => {
    const { checks, create, entries } = await openCheckScene(await open(), clock);
    const id = await create("bucket", "s3", { accessKey: "AKIA", secretKey: "secret" });

    const { status, outcome } = await checks.check(id, null);

    expect({ status, kind: outcome.kind }).toEqual({ status: null, kind: "unchecked" });
    expect(await entries("secret.open")).toEqual([]);
  });

  test("each check is on record with its purpose and its person, and so is each change of the status", async () => {
    const { checks, asked, create, entries, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");

    await checks.check(id, ada.userId);
    await checks.check(id, null);
    asked.mockResolvedValue(invalid);
    await checks.check(id, null);

    const opened = (await entries("secret.open")).map(({ actor_user_id, detail }) => [actor_user_id, JSON.parse(detail ?? "") as unknown]);
    expect(opened).toMatchObject([
      [ada.userId, { purpose: "check" }],
      [null, { purpose: "check" }],
      [null, { purpose: "check" }],
    ]);
    const changes = (await entries("credential.check")).map(({ actor_user_id, before_image, after_image }) => [
      actor_user_id,
      before_image,
      after_image,
    ]);
    expect(changes).toEqual([
      [ada.userId, '{"status":null}', '{"status":"AVAILABLE"}'],
      [null, '{"status":"AVAILABLE"}', '{"status":"INVALID"}'],
    ]);
  });

  test("to be checked is not to be used", async () => {
    const { checks, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("hub");

    await checks.check(id, null);

    expect((await rowOf(id)).last_used_at).toBeNull();
  });

  test("what is asked with is what is sealed, and not what a column says", async () => {
    const { checks, asked, create, database } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    await database.query.updateTable("credentials").set({ base_url: "https://evil.example" }).where("id", "=", id).execute();

    await checks.check(id, null);

    expect(asked.mock.calls[0]?.[0]).toMatchObject({
      provider: "github",
      baseUrl: null,
      members: { username: "ada", password: "secret-of-ada" },
    });
  });

  test("who asks again in a moment gets the same answer, unless they insist", async () => {
    const { checks, asked, create, ada } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    asked.mockResolvedValue(invalid);
    await checks.validate(ada, id, false);

    expect(await checks.validate(ada, id, false)).toEqual({ status: "INVALID", outcome: invalid });
    expect(asked).toHaveBeenCalledTimes(1);

    await checks.validate(ada, id, true);
    expect(asked).toHaveBeenCalledTimes(2);
    clock.advance(31_000);
    await checks.validate(ada, id, false);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test("one of another place is not found, like one that is not there", async () => {
    const { checks, asked, create, tenants } = await openCheckScene(await open(), clock);
    const id = await create("hub");
    const elsewhere = await tenants.actor("ada", "two");

    for (const credentialId of [id, toCredentialId("x".repeat(22))]) {
      await expect(checks.validate(elsewhere, credentialId, true)).rejects.toMatchObject({ code: "credential.not_found" });
    }
    expect(asked).not.toHaveBeenCalled();
  });

  test("those whose time has come are listed, those that never got an answer first", async () => {
    const { checks, create, database } = await openCheckScene(await open(), clock);
    const at = (id: CredentialId, next: number | null, failures = 0) =>
      database.query.updateTable("credentials").set({ next_check_at: next, check_failures: failures }).where("id", "=", id).execute();
    const names = ["later", "never", "failing", "due", "older"];
    const ids = [];
    for (const name of names) ids.push(await create(name, "s3", { accessKey: name, secretKey: "x" }));
    const [later, never, failing, due, older] = ids as [CredentialId, CredentialId, CredentialId, CredentialId, CredentialId];
    await at(later, clock.now() + 1);
    await at(never, null);
    await at(failing, clock.now() - 10, 3);
    await at(due, clock.now());
    await at(older, clock.now() - 5);

    expect((await checks.listDue(10)).map(({ name }) => name)).toEqual(["older", "due", "failing"]);
    expect((await checks.listDue(2)).map(({ name }) => name)).toEqual(["older", "due"]);
  });
});
