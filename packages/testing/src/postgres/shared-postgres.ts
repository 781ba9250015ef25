import { inject } from "vitest";
import { knock } from "./postgres-door.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the files of this run ask for the PostgreSQL that they share. */
    readonly postgresDoor: string;
  }
}

/** The folder of the socket of the PostgreSQL that all files of this run of Vitest share. Starts it where nobody did yet. */
export function sharedPostgres(): Promise<string> {
  return knock(inject("postgresDoor"));
}
