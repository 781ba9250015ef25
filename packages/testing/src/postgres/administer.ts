import { randomUUID } from "node:crypto";
import pg from "pg";

/** The account that every test server is made with. It may do everything there. */
export const owner = "postern";

/** `postgresql://` URL of a database of the server whose socket lies in this folder. */
export function urlOf(socketFolder: string, database: string): string {
  return `postgresql://${owner}@/${database}?host=${encodeURIComponent(socketFolder)}`;
}

/** Lets `act` do what only a connection beside all test databases can do. */
export async function administer<Result>(socketFolder: string, act: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: urlOf(socketFolder, "postgres") });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** Makes a database that nobody opened yet, and gives its name: a copy of `template`, else an empty one. */
export async function createDatabase(socketFolder: string, template = "template1"): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(socketFolder, async (client) => {
    const { rows } = await client.query<{ isNew: boolean }>(`SELECT current_setting('server_version_num')::int >= 150000 AS "isNew"`);
    // Since 15 the default is to write every page into the log, which takes more than twice as long for small databases.
    const strategy = rows[0]?.isNew === true ? "STRATEGY file_copy" : "";
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} ${strategy}`);
  });
  return name;
}

/** Also ends who is still connected. */
export async function dropDatabase(socketFolder: string, name: string): Promise<void> {
  await administer(socketFolder, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
}
