import { once } from "node:events";
import { createConnection, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { startPostgres } from "./start-postgres.ts";
import type { TestPostgres } from "./start-postgres.ts";

/** A socket that answers with where PostgreSQL is; the first who asks has it started. */
export interface PostgresDoor extends AsyncDisposable {
  readonly path: string;
}

/** Whoever opens the door ends the server. */
export async function openPostgresDoor(folder: string): Promise<PostgresDoor> {
  const path = join(folder, "postgres-door");
  let starting: Promise<TestPostgres> | undefined;
  const door = createServer((socket) => {
    // Whoever asked and went away is no concern of the others.
    socket.on("error", () => undefined);
    starting ??= startPostgres();
    starting.then(
      (server) => socket.end(JSON.stringify({ socketFolder: server.socketFolder })),
      (error: unknown) => socket.end(JSON.stringify({ problem: String(error) })),
    );
  });
  door.listen(path);
  await once(door, "listening");
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      door.close();
      const server = await starting?.catch(() => undefined);
      await server?.[Symbol.asyncDispose]();
    },
  };
}

/** The folder of the socket of the PostgreSQL behind the door. @throws an Error with its words when it did not start. */
export async function knock(path: string): Promise<string> {
  const answer = JSON.parse(await text(createConnection(path))) as { readonly socketFolder?: string; readonly problem?: string };
  if (answer.socketFolder === undefined) throw new Error(answer.problem);
  return answer.socketFolder;
}
