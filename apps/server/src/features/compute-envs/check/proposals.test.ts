import type { NodeSetup } from "@postern/domain";
import { describe, expect, test } from "vitest";
import { checkFake, seeing } from "./check-scene.fixture.ts";
import type { EnvironmentChange } from "./check-scene.fixture.ts";
import type { CheckStep } from "./check-step.ts";
import type { FakeCluster } from "./fake-cluster.fixture.ts";
import { proposeModule } from "./propose-module.ts";

/** What a step proposes, by its key. */
async function proposalsOf(key: CheckStep["key"], prepare: (cluster: FakeCluster) => void, change?: EnvironmentChange) {
  const { steps } = await checkFake(prepare, { change });
  const { proposals = [], status } = steps.find((step) => step.key === key) ?? {};
  return { status, changes: proposals.map(({ title, nodeSetup, config }) => [title, nodeSetup ?? config]), proposals };
}

const modules = (...names: readonly string[]) => names.map((name) => `postern-module|${name}\n`).join("");

describe("modules", () => {
  const lacking =
    (program: string, ...names: readonly string[]) =>
    (cluster: FakeCluster) => {
      cluster.answers.delete(program);
      cluster.answers.set("bash -l -c", modules(...names));
    };

  test("a Java that comes with a module of Nextflow is proposed with it, for the Nextflow job alone", async () => {
    const { status, changes } = await proposalsOf("java", lacking("java", "java/17", "nextflow/24.10.4"));

    expect(status).toBe("failed");
    expect(changes).toEqual([["Load nextflow/24.10.4", { modules: [], headModules: ["nextflow/24.10.4"] }]]);
  });

  test("where there is no Nextflow to load, a Java is, that Nextflow can run on", async () => {
    const { changes } = await proposalsOf(
      "java",
      lacking("java", "java/1.8.0", "openjdk/17.0.2", "jdk/21.0.1_x", "Java/99", "javascript/22"),
    );

    expect(changes).toEqual([["Load jdk/21.0.1_x", { modules: [], headModules: ["jdk/21.0.1_x"] }]]);
  });

  test("a Java that is too old is mended likewise", async () => {
    const { status, changes } = await proposalsOf("java", (cluster) => {
      cluster.answers.set("java", { stderr: 'openjdk version "1.8.0_402"\n' });
      cluster.answers.set("bash -l -c", modules("java/17"));
    });

    expect([status, changes[0]?.[0]]).toEqual(["failed", "Load java/17"]);
  });

  test.each([
    [
      "another version of it goes",
      { nodeSetup: { headModules: ["java/17", "Nextflow/23.1"] } },
      { modules: [], headModules: ["java/17", "nextflow/24"] },
    ],
    ["from the other list too", { nodeSetup: { modules: ["nextflow/23", "r/4"] } }, { modules: ["r/4"], headModules: ["nextflow/24"] }],
    [
      "one in the script is changed there",
      { script: "set -e\nml load Nextflow/23\necho x" },
      { preRunScript: "set -e\nmodule load nextflow/24\necho x" },
    ],
    ["another one in the script stays", { script: "module load java/17" }, { modules: [], headModules: ["nextflow/24"] }],
  ])("%s", (_what, had, wanted) => {
    const { nodeSetup = {}, script = "" } = had as { readonly nodeSetup?: NodeSetup; readonly script?: string };

    const proposal = proposeModule(
      { nodeSetup, config: { workDir: "/w", preRunScript: script } },
      { name: "nextflow/24", isForTasks: false },
    );

    expect(proposal.nodeSetup ?? proposal.config).toEqual(wanted);
  });
});

describe("a container engine", () => {
  test("that a node has is proposed while none is chosen", async () => {
    const { status, changes } = await proposalsOf("containers", () => undefined);

    expect([status, changes]).toEqual(["passed", [["Use Apptainer", { containerEngine: "apptainer" }]]]);
  });

  test("of several, the one that needs no rights comes first, and no more than two do; one that is closed does not", async () => {
    const engines = ["docker Docker version 24.0.7", "singularity 3.8", "podman podman 4", "ch-run 0.31"].map((words) => `engine|${words}`);

    const { changes } = await proposalsOf(
      "containers",
      seeing({ engine: [...engines.slice(1), engines[0] ?? "", "closed-engine|docker"] }),
    );

    expect(changes.map(([title]) => title)).toEqual(["Use Singularity", "Use Podman"]);
  });

  test("is proposed no more where one is chosen, or none is wanted", async () => {
    const chosen = await proposalsOf("containers", () => undefined, { nodeSetup: { containerEngine: "apptainer" } });
    const none = await proposalsOf("containers", seeing({ engine: [] }), { nodeSetup: { containerEngine: "none" } });

    expect([chosen, none].map(({ status, changes }) => [status, changes])).toEqual([
      ["passed", []],
      ["passed", []],
    ]);
  });

  test("that a module brings is loaded for tasks too", async () => {
    const { status, changes } = await proposalsOf("containers", (cluster) => {
      cluster.see({ engine: [] });
      cluster.answers.set("bash -l -c", modules("apptainer/1.1.9", "apptainer/1.3.4", "tools/singularity-ce/4.1", "podman-compose/1"));
    });

    expect(status).toBe("warning");
    expect(changes).toEqual([
      ["Load apptainer/1.3.4", { modules: ["apptainer/1.3.4"], headModules: [] }],
      ["Load tools/singularity-ce/4.1", { modules: ["tools/singularity-ce/4.1"], headModules: [] }],
    ]);
  });

  test("that was chosen and is missing: its module, or what is there, but not over paths that are bound with the old one", async () => {
    const prepare = (cluster: FakeCluster) => void cluster.answers.set("bash -l -c", modules("podman/4.9", "singularity/4"));
    const plain = await proposalsOf("containers", prepare, { nodeSetup: { containerEngine: "podman" } });
    const bound = await proposalsOf("containers", prepare, { nodeSetup: { containerEngine: "podman", bindPaths: [{ source: "/data" }] } });

    expect(plain.changes.map(([title]) => title)).toEqual(["Load podman/4.9", "Use Apptainer"]);
    expect(bound.changes.map(([title]) => title)).toEqual(["Load podman/4.9"]);
  });
});

describe("scratch", () => {
  const room = (name: string, path: string, more: { type?: string; device?: string; freeKb?: number } = {}) =>
    `room|${name}|${more.type ?? "xfs"}|${more.device ?? "/dev/sda 1"} 900000000 1 ${String(more.freeKb ?? 400 * 1024 ** 2)} 1% ${path}|${path}`;
  const work = room("work", "/scratch/work", { type: "lustre", device: "10.0.0.1@o2ib:/fs" });
  const rooms = (...lines: readonly string[]) => seeing({ clock: ["clock|CLOCK", work, ...lines] });

  test("a large disk of the node is proposed by the name that every node knows", async () => {
    const found = rooms(room("$SLURM_TMPDIR", "/tmp", { freeKb: 1024 }), room("$TMPDIR", "/local/job 42"), room("/scratch", "/scratch"));

    const { status, changes, proposals } = await proposalsOf("scratch", found);

    expect([status, changes]).toEqual(["passed", [["Use $TMPDIR", { scratch: "$TMPDIR" }]]]);
    expect(proposals[0]?.why).toContain("400 GiB");
  });

  test.each([
    ["that lies in memory", room("$TMPDIR", "/dev/shm", { type: "tmpfs" })],
    ["that lies on a network", room("/scratch", "/scratch", { type: "nfs" })],
    ["with little room", room("$TMPDIR", "/tmp", { freeKb: 9 * 1024 ** 2 })],
    ["on the disk of the work directory", room("$TMPDIR", "/tmp", { device: "10.0.0.1@o2ib:/fs" })],
  ])("a folder %s is not", async (_what, line) => {
    const { status, changes } = await proposalsOf("scratch", rooms(line));

    expect([status, changes]).toEqual(["passed", []]);
  });

  test("one that is chosen is looked at", async () => {
    const change = { nodeSetup: { scratch: "$TMPDIR" } };

    const well = await checkFake(rooms(room("chosen", "/local/job1")), { change });
    const full = await checkFake(rooms(room("chosen", "/local/job1", { freeKb: 1024 })), { change });

    expect([well, full].map(({ steps }) => steps.find(({ key }) => key === "scratch"))).toMatchObject([
      { status: "passed", summary: "Tasks work in $TMPDIR, on node1 /local/job1, where 400 GiB are free." },
      { status: "warning", cure: expect.stringContaining("more room") as string },
    ]);
  });
});

describe("the profile of a site", () => {
  const at =
    (hostName: string, ...site: readonly string[]) =>
    (cluster: FakeCluster) => {
      cluster.peer = { ...cluster.peer, hostName };
      cluster.report = [...(cluster.report ?? []), ...site];
    };

  test("is proposed at a site that is known, when a node could fetch it", async () => {
    const { status, changes } = await proposalsOf("trialJob", at("rackham3.uppmax.uu.se", "site|0"));

    expect([status, changes]).toEqual(["passed", [["Use the profile uppmax", { siteProfile: "uppmax" }]]]);
  });

  test.each([
    ["a node that could not", at("rackham3.uppmax.uu.se", "site|28")],
    ["a host that only sounds like one", at("uppmax.uu.se.example.org", "site|0")],
    ["a short name", at("gadi-login-03", "site|0")],
  ])("nothing is proposed for %s", async (_what, prepare) => {
    expect((await proposalsOf("trialJob", prepare)).changes).toEqual([]);
  });

  test("the address of SSH tells of a site as well", async () => {
    const change = { config: { workDir: "/scratch/work", hostName: "Euler.ethz.ch" } };

    const { changes } = await proposalsOf("trialJob", at("eu-login-12", "site|0"), change);

    expect(changes).toEqual([["Use the profile ethz_euler", { siteProfile: "ethz_euler" }]]);
  });
});
