import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { KeyFileSeal, renderEnvironmentKeys } from "@postern/vault";
import { expect, onTestFinished, test } from "vitest";
import { toServerSettings } from "../server-settings.ts";
import { startServer } from "../start-server.ts";
import { startTestServer } from "../testing/test-server.ts";
import { takeVaultKeys } from "./take-vault-keys.ts";

const parts = { clock: new SystemClock(), log: silentLogger };

function settingsOf(dataDir: string, keys: ReturnType<typeof takeVaultKeys>) {
  const flags = { "data-dir": dataDir, listen: "127.0.0.1:0", "vault-seal": "environment", "web-dir": dataDir };
  return { ...toServerSettings(readSettings({ flags, environment: {} })), vaultKeys: keys };
}

test("keys that moved from the file into the environment open what the file sealed; the file is not needed any more", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-environment-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  {
    await using server = await startTestServer({ dataDir });
    const { token } = await server.addPerson("ada");
    const credentials = { name: "site", provider: "tw-agent", keys: { connectionId: "cid" } };
    await server.call("/api/credentials", { method: "POST", token, body: { credentials } });
  }
  const keyFile = join(dataDir, "keys", "vault.key");
  const ring = await (await KeyFileSeal.open(keyFile)).unseal();
  const environment = { OTHER: "kept", POSTERN_VAULT_KEYS: renderEnvironmentKeys(ring).useText((text) => text) };
  await rm(keyFile);

  const keys = takeVaultKeys(environment);
  await using server = await startServer(settingsOf(dataDir, keys), parts);

  expect(environment).toEqual({ OTHER: "kept" });
  expect(await server.services.keyService.verify()).toMatchObject({ openedCount: 1, failedCount: 0 });
  expect(await server.services.keyService.describe()).toMatchObject({ sealName: "the environment variable POSTERN_VAULT_KEYS" });
  await expect(server.services.keyService.rotate(null)).rejects.toMatchObject({ code: "vault.seal_read_only" });
  expect(server.services.vault.terms).toEqual([1]);
});

test("without the variable the server does not start, and makes no keys of its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-environment-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));

  await expect(startServer(settingsOf(folder, takeVaultKeys({})), parts)).rejects.toMatchObject({ code: "vault.key_environment_missing" });
});
