import { readdir } from "node:fs/promises";
import { join } from "node:path";

const folder = "packages/database/src/migrations";

/** SQLite and PostgreSQL know the same steps of the schema. That the steps give the same tables is a test of packages/database. */
export const schema = {
  name: "schema",
  async run({ root }) {
    const [sqlite, postgres] = await Promise.all(["sqlite", "postgres"].map((engine) => stepsOf(root, engine)));
    return { problems: [...driftBetween(sqlite, postgres), ...gapsIn(sqlite)] };
  },
};

/** Steps that one engine has and the other has not. */
export function driftBetween(sqlite, postgres) {
  const only = (engine, some, others) =>
    some
      .filter((step) => !others.includes(step))
      .map((step) => `${folder}/${engine} alone has ${step}.\n  cure: write the same step for the other engine.`);
  return [...only("sqlite", sqlite, postgres), ...only("postgres", postgres, sqlite)];
}

/** Numbers run from 0001 without gaps, so that two people who add one meet in a merge. */
export function gapsIn(steps) {
  if (steps.length === 0) return [`${folder} holds no step.`];
  return steps.flatMap((step, index) => {
    const wanted = String(index + 1).padStart(4, "0");
    return step.startsWith(`${wanted}-`)
      ? []
      : [`${folder}: ${step} should have the number ${wanted}.\n  cure: renumber what has not been released.`];
  });
}

async function stepsOf(root, engine) {
  const names = await readdir(join(root, folder, engine));
  return names.filter((name) => /^\d{4}-.*\.ts$/.test(name) && !name.endsWith(".test.ts")).sort();
}
