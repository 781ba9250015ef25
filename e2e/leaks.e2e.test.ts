import { readFile } from "node:fs/promises";

import { LeakScanner, readProcessMemory } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { liveCredentialsDay } from "./support/credentials-day.ts";
import type { CredentialsDay } from "./support/credentials-day.ts";
import { storages } from "./support/day-storage.ts";
import type { DayStorage } from "./support/day-storage.ts";
import { gatedPrograms } from "./support/gate.ts";
import { inspectable } from "./support/heap-snapshot.ts";
import { makeMetricsToken } from "./support/metrics-token.ts";
import type { MetricsToken } from "./support/metrics-token.ts";
import { systemForFile } from "./support/system-for-file.ts";

describe.each(["SQLite", "PostgreSQL"] as const)("with rows in %s", (kind) => {
  let storage: DayStorage;
  let metrics: MetricsToken;
  let day: CredentialsDay;
  // The hooks after all run backwards: the server ends before its database.
  afterAll(async () => {
    await storage[Symbol.asyncDispose]();
    await metrics[Symbol.asyncDispose]();
  });
  const system = systemForFile(async () => {
    storage = await storages[kind]();
    metrics = await makeMetricsToken();
    return {
      scheduler: "local",
      programFolders: gatedPrograms,
      serverEnv: { ...inspectable, ...storage.env },
      // The host that the credentials are shown to is this machine.
      serverFlags: ["--outbound-reach", "local", ...metrics.flags],
    };
  });
  beforeAll(async () => {
    day = await liveCredentialsDay(system(), storage, metrics);
  });

  test("after a day in the life of all credentials, their secrets and the master keys are nowhere", async () => {
    const scanner = new LeakScanner(day.needles);

    await day.evidence.show(scanner);

    console.info(scanner.report());
    expect(scanner.leaks).toEqual([]);
    expect(scanner.needles).toBeGreaterThan(90);
  });

  test("what is no secret is found where it belongs: these places were really looked at", async () => {
    const scanner = new LeakScanner(day.witnesses);

    await day.evidence.show(scanner);
    await scanner.scanFile("heap", day.heapSnapshot);

    const found = (name: string) => new Set(scanner.leaks.flatMap(({ needle, place }) => (needle === name ? [place] : [])));
    for (const { name, places } of day.witnesses) {
      expect([name, places.filter((place) => !found(name).has(place))]).toEqual([name, []]);
    }
  });

  test("after the last use of a secret, no object of the server holds it", async () => {
    const scanner = new LeakScanner(day.needles);

    await scanner.scanFile("heap", day.heapSnapshot);

    console.info(scanner.report());
    expect(scanner.leaks).toEqual([]);
  });

  test("a server that came back and used no secret has none in all its memory, but its master keys", async () => {
    const pid = system().server.pid();
    const scanner = new LeakScanner(day.needles);

    process.kill(pid, "SIGSTOP");
    await scanner.scanStream("memory", "server", readProcessMemory(pid));
    process.kill(pid, "SIGCONT");

    console.info(scanner.report());
    expect(new Set(scanner.leaks.map(({ needle }) => needle))).toEqual(new Set(["master key 1", "master key 2"]));
  });

  test("memory that was given back is not wiped, so no core is dumped", async () => {
    const limits = await readFile(`/proc/${String(system().server.pid())}/limits`, "utf8");

    expect(limits).toMatch(/^Max core file size +0 /m);
  });
});
