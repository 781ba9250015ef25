import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { insertManyEntries } from "../../../testing/many-entries.fixture.ts";
import { AuditReader } from "../read/audit-reader.ts";
import { renderExport } from "./render-export.ts";

const count = 12_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function liveBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describeWithDatabases("the export of many entries", ({ open }) => {
  test.each(["csv", "json-lines"] as const)("holds them all as %s, in memory that does not grow with them", async (format) => {
    const database = await open();
    await insertManyEntries(database, count);
    const samples: number[] = [];
    let [lines, sizeBytes] = [0, 0];

    for await (const part of renderExport(new AuditReader(database).readAll({}), format)) {
      const before = Math.floor(lines / 2000);
      lines += part.split("\n").length - 1;
      sizeBytes += Buffer.byteLength(part);
      if (Math.floor(lines / 2000) > before) samples.push(liveBytes());
    }

    const growth = Math.max(...samples) - (samples[0] ?? 0);
    expect(lines).toBe(count + (format === "csv" ? 1 : 0));
    expect(samples.length).toBeGreaterThanOrEqual(6);
    expect(sizeBytes).toBeGreaterThan(4_500_000);
    // Kept in one piece it would be several times this.
    expect(growth).toBeLessThan(3_000_000);
  });
});
