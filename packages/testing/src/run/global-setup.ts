import type { TestProject } from "vitest/node";
import { openPostgresDoor } from "../postgres/postgres-door.ts";
import { openRunFolder } from "./run-folder.ts";

/** Once for each run of Vitest, whatever it runs: a folder for everything, and one PostgreSQL for those that ask. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await openRunFolder();
  const door = await openPostgresDoor(folder);
  project.provide("postgresDoor", door.path);
  return async () => door[Symbol.asyncDispose]();
}
