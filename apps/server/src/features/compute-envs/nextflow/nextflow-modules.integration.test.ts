import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@postern/runtime";
import { openLocalChannel } from "@postern/transport/local";
import { expect, test } from "vitest";
import { findNextflowModules } from "./nextflow-modules.ts";

test("a real login shell whose profile sets up modules, and talks, is asked on both of its outputs", async () => {
  const home = await mkdtemp(join(tmpdir(), "postern-modules-"));
  // As Environment Modules 5 answers: lists on standard error, and an error for what Lmod knows.
  const profile = `echo welcome to nextflow/1.1.1; echo nextflow/2.2.2 >&2
module() { if [ "$2" = avail ]; then printf '%s\\n' /mods: gcc/13.2 nextflow/22.10.1 bio/Nextflow/25.04.6 >&2; else echo "ERROR: Invalid command '$2'" >&2; return 1; fi; }
`;
  await writeFile(join(home, ".bash_profile"), profile);
  await using channel = await openLocalChannel({ clock: new SystemClock(), workDir: home, env: { PATH: "/usr/bin:/bin", HOME: home } });

  const modules = await findNextflowModules(channel);
  await rm(home, { recursive: true });

  expect(modules).toEqual([
    { name: "bio/Nextflow/25.04.6", version: "25.04.6" },
    { name: "nextflow/22.10.1", version: "22.10.1" },
  ]);
});
