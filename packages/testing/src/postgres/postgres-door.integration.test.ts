import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { postgresMigrations } from "@postern/database";
import pg from "pg";
import { expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { administer, createDatabase, dropDatabase, urlOf } from "./administer.ts";
import { ensureMigratedTemplate } from "./migrated-template.ts";
import { sharedPostgres } from "./shared-postgres.ts";

test("whoever knocks is led to the same server", async () => {
  const folders = await Promise.all([sharedPostgres(), sharedPostgres()]);

  expect(folders[0]).toBe(folders[1]);
  await administer(folders[0], (client) => client.query("SELECT 1"));
});

test("a copy of the template has today's schema and no rows, however many ask at once", async () => {
  const server = await sharedPostgres();
  const templates = await Promise.all([1, 2, 3].map(() => ensureMigratedTemplate(server)));

  const name = await createDatabase(server, templates[0]);

  const client = new pg.Client({ connectionString: urlOf(server, name) });
  await client.connect();
  const steps = await client.query("SELECT number FROM schema_migrations");
  const users = await client.query("SELECT id FROM users");
  await client.end();
  await dropDatabase(server, name);
  expect(new Set(templates).size).toBe(1);
  expect([steps.rowCount, users.rowCount]).toEqual([postgresMigrations.length, 0]);
});

test("a server ends with the process that started it, however that ends", async () => {
  const module = fileURLToPath(new URL("start-postgres.ts", import.meta.url));
  const script = `const { startPostgres } = await import(process.argv[1]);
    console.log((await startPostgres()).pid);
    setInterval(() => undefined, 1000);`;
  const words = ["--conditions=source", "--input-type=module", "-e", script, module];
  const child = spawn(process.execPath, words, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const server = `/proc/${line.toString().trim()}`;
  expect(existsSync(server)).toBe(true);

  child.kill("SIGKILL");

  await eventually("the server is gone", () => !existsSync(server));
});
