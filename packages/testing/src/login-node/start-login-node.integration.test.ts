import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { ask } from "../daemons/daemon.ts";
import { eventually } from "../eventually.ts";
import { startLoginNode } from "./start-login-node.ts";
import type { LoginNode } from "./start-login-node.ts";

const askNode = (node: LoginNode, words: readonly [string, ...string[]]): ReturnType<typeof ask> =>
  ask([`${node.dir}/bin/${words[0]}`, ...words.slice(1)], node.env);

test("words, exit codes and both outputs come through as they are, and two nodes know nothing of each other", async () => {
  await using first = await startLoginNode("pbs");
  await using second = await startLoginNode("pbs");
  await writeFile(`${first.dir}/a b.sh`, "true\n");

  const taken = await askNode(first, ["qsub", "-h", "-N", "mine", `${first.dir}/a b.sh`]);
  const unknown = await askNode(second, ["qstat", "-f", "1001.pbs01"]);

  expect(taken).toEqual({ exitCode: 0, stdout: "1001.pbs01\n" });
  expect(first.jobs()).toMatchObject([{ name: "mine", state: "held", script: { path: `${first.dir}/a b.sh` } }]);
  expect(unknown).toEqual({ exitCode: 153, stdout: "" });
});

test("stopping ends the jobs and takes the folder away", async () => {
  const node = await startLoginNode("moab");
  await writeFile(`${node.dir}/long.sh`, "exec sleep 300\n");
  await askNode(node, ["msub", `${node.dir}/long.sh`]);
  const { pid } = await eventually("the job runs", () => node.jobs().find(({ state }) => state === "running"));

  await node.stop();
  await node.stop();

  expect(existsSync(node.dir)).toBe(false);
  await eventually("the job is gone", () => !existsSync(`/proc/${String(pid)}`));
});
