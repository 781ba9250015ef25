import type { OfflineServices, ServerSettings } from "@postern/server";
import { expect, test } from "vitest";
import { requireAccounts } from "./require-accounts.ts";

const settings = { dataDir: "/data" } as ServerSettings;
const servicesWith = (count: number) => ({ users: { hasUsers: () => Promise.resolve(count > 0) } }) as unknown as OfflineServices;

test("a data folder with an account is worked on", async () => {
  await expect(requireAccounts(servicesWith(1), settings)).resolves.toBeUndefined();
});

test("one without is refused by its name, with the command that makes the first", async () => {
  await expect(requireAccounts(servicesWith(0), settings)).rejects.toMatchObject({
    code: "user.none_yet",
    message: "There is no account in /data yet.",
    hint: expect.stringContaining("./postern init"),
  });
});
