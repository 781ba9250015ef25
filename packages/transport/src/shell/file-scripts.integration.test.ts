import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { fileScripts } from "./file-scripts.ts";

const run = promisify(execFile);

test("a file that appears between the look for it and the question why it is missing is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-appears-"));
  const path = join(folder, "report");
  // The tool that is to say why finds the file there: just then somebody else has written it.
  await writeFile(join(folder, "cat"), '#!/bin/sh\n[ -e "$2" ] || echo done >"$2"\nexec /bin/cat "$@"\n', { mode: 0o755 });

  const { stdout } = await run("/bin/sh", ["-c", fileScripts.read, "sh", path, "100", "0"], { env: { PATH: `${folder}:/usr/bin:/bin` } });

  expect(stdout).toBe("5 0\ndone\n");
  await rm(folder, { recursive: true });
});
