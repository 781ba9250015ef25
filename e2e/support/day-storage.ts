import { execFile } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

import { startPostgres } from "@postern/testing";
import type { System } from "@postern/testing/system";

import type { Evidence } from "./evidence.ts";

/** Where a server keeps its rows, as seen from outside: by those who copy files, make backups, or write into it. */
export interface DayStorage extends AsyncDisposable {
  /** For every command of `./postern`. */
  readonly env: Readonly<Record<string, string>>;
  /** Files of server and database as they are now, journals included. The keys, which lie apart, are left out. */
  keep(evidence: Evidence, place: string, system: System): Promise<void>;
  backUp(folder: string, system: System): Promise<void>;
  /** Changes the sealed record of a credential without the server. */
  damage(credentialId: string, system: System): Promise<void>;
}

const lastBytes = 16;
const ofCredential = "WHERE id = (SELECT envelope_id FROM credentials WHERE id =";

export const storages: Readonly<Record<"SQLite" | "PostgreSQL", () => Promise<DayStorage>>> = {
  SQLite: () => Promise.resolve(sqliteStorage()),
  PostgreSQL: postgresStorage,
};

function sqliteStorage(): DayStorage {
  const use = (system: System, act: (database: DatabaseSync) => unknown): Promise<void> => {
    const database = new DatabaseSync(join(system.server.dataDir, "postern.db"));
    act(database);
    database.close();
    return Promise.resolve();
  };
  return {
    env: {},
    keep: keepDataFolder,
    backUp: (folder, system) => use(system, (database) => database.prepare("VACUUM INTO ?").run(join(folder, "postern.db"))),
    damage: (id, system) => {
      const change = `UPDATE envelopes SET bytes = substr(bytes, 1, length(bytes) - ${String(lastBytes)}) || zeroblob(${String(lastBytes)})`;
      return use(system, (database) => database.prepare(`${change} ${ofCredential} ?)`).run(id));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function postgresStorage(): Promise<DayStorage> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const run = promisify(execFile);
  return {
    env: { POSTERN_DATABASE: url },
    keep: async (evidence, place, system) => {
      await keepDataFolder(evidence, place, system);
      await evidence.keepChangingFolder(place, join(postgres.socketFolder, "data"));
    },
    // As text: others are compressed, and nothing could be found in them.
    backUp: async (folder) => void (await run("pg_dump", ["--file", join(folder, "postern.sql"), url])),
    damage: async (id) => {
      const zeros = `decode(repeat('00', ${String(lastBytes)}), 'hex')`;
      const change = `UPDATE envelopes SET bytes = substring(bytes FROM 1 FOR length(bytes) - ${String(lastBytes)}) || ${zeros}`;
      await run("psql", [url, "--quiet", "--set", "ON_ERROR_STOP=1", "--command", `${change} ${ofCredential} '${id}')`]);
    },
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}

const keepDataFolder: DayStorage["keep"] = (evidence, place, { server }) =>
  evidence.keepFolder(place, server.dataDir, (path) => !path.endsWith("/keys"));
