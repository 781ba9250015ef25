import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { readRecording } from "@postern/schedulers/record";
import { startLoginNode } from "@postern/testing";
import type { LoginNode } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runPostern } from "../testing/run-postern.ts";

let node: LoginNode;
let folder = "";

beforeAll(async () => {
  node = await startLoginNode("lsf");
  folder = await mkdtemp(join(tmpdir(), "postern-record-"));
});
afterAll(async () => {
  await node.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("postern record", () => {
  test("finds the scheduler, writes its answers without names for its owner only, and says what it replaced", async () => {
    const out = join(folder, "site.json");

    const { exitCode, stdout, stderr } = await runPostern(["record", "--out", out, "--job", "999999", "--all-users"], node.env);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("asking: bqueues");
    expect(stdout).toContain("asking: bjobs -u all");
    expect(stdout).toMatch(/words and numbers have stand-ins there:\n.*\blogin1\b/);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const text = await readFile(out, "utf8");
    expect(readRecording(text)).toMatchObject({ scheduler: "lsf" });
    for (const name of [userInfo().username, hostname(), "999999"]) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  });

  test("tells Torque from PBS Pro, whose commands have the same names", async () => {
    await using torque = await startLoginNode("torque");
    const out = join(folder, "torque.json");

    const { exitCode, stderr } = await runPostern(["record", "--out", out], torque.env);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readRecording(await readFile(out, "utf8"))).toMatchObject({ scheduler: "torque" });
  });

  test("shows beforehand what it would ask, and asks nothing", async () => {
    const { exitCode, stdout } = await runPostern(
      ["record", "--out", join(folder, "none.json"), "--scheduler", "slurm", "--dry-run"],
      node.env,
    );

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^sinfo --version\n/);
    await expect(stat(join(folder, "none.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("writes over nothing, and says where there is no scheduler or none of that name", async () => {
    const taken = await runPostern(["record", "--out", folder, "--scheduler", "lsf"], node.env);
    const nowhere = await runPostern(["record", "--out", join(folder, "x.json")], { PATH: "/nowhere" });
    const unknown = await runPostern(["record", "--out", join(folder, "x.json"), "--scheduler", "condor"], node.env);

    expect([taken.exitCode, nowhere.exitCode, unknown.exitCode]).toEqual([2, 2, 2]);
    expect(taken.stderr).toContain("is there already");
    expect(nowhere.stderr).toContain("--scheduler");
    expect(unknown.stderr).toContain('no scheduler "condor"');
  });
});
