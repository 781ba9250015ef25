import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { renderLookup } from "@postern/agent-protocol";
import { SystemClock } from "@postern/runtime";
import { agentBuilds, describeCommandChannel, eventually, freePorts, startAgentProcess, startTcpProxy } from "@postern/testing";
import type { AgentBuild, AgentProcess } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ensureSelfSigned } from "../http/self-signed.ts";
import { InMemoryAgentRecords, startTestGateway } from "./testing/test-gateway.ts";
import type { TestGateway } from "./testing/test-gateway.ts";

let workDir = "";
beforeAll(async () => {
  workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-agent-")));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

const patienceMs = 60_000;
const quickHeartbeats = { heartbeatMs: 300, deadlineMs: 900 };

function startAgent(build: AgentBuild, url: string, ...more: readonly string[]): Promise<AgentProcess> {
  return startAgentProcess({ build, token: "ada", args: ["cluster", "--url", url, "--work-dir", workDir, ...more] });
}

async function channelTo(server: TestGateway): Promise<AgentChannel> {
  return new AgentChannel(server.gateway.registry.link(await server.untilOnline("cluster")));
}

function untilSaid(agent: AgentProcess, text: string): Promise<string> {
  return eventually(`the agent says "${text}"`, () => agent.lines.find((line) => line.includes(text)), patienceMs);
}

describe.each(agentBuilds)("the %s agent", (build) => {
  describeCommandChannel(`AgentChannel to the ${build} agent`, async () => {
    const server = await startTestGateway();
    const agent = await startAgent(build, server.url, "--allow", "*");
    const channel = await channelTo(server);
    const close = async (): Promise<void> => {
      await channel[Symbol.asyncDispose]();
      await agent[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    };
    return { channel, close };
  });

  test("arrives, says who and where it is, and says so to its person", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url);

    const live = await server.untilOnline("cluster");

    expect(live).toMatchObject({ workDir, agentVersion: "0.1.0", userId: 1 });
    expect(live.programs).toContain("sbatch");
    expect(live.programs).not.toContain("sh");
    const said = await untilSaid(agent, "connected to");
    expect(said).toContain(`connected to http://127.0.0.1:${String(server.port)} as cluster (${live.userName}@${live.hostName})`);
    expect(agent.lines.join()).not.toContain("ada ");
  });

  test("says under which account it runs, whatever the environment claims", async () => {
    await using server = await startTestGateway();
    const args = ["cluster", "-u", server.url, "-w", workDir];

    await using agent = await startAgentProcess({ build, token: "ada", args, env: { USER: "somebody", LOGNAME: "somebody" } });

    expect((await server.untilOnline("cluster")).userName).toBe(userInfo().username);
    expect(agent.exitCode).toBeUndefined();
  });

  test("refuses programs that are not on its list, and names them", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url);
    await using channel = await channelTo(server);

    const refused = { code: "agent.refused", message: expect.stringContaining('"sh"') };
    await expect(channel.run({ words: ["sh", "-c", "id"], timeoutMs: patienceMs })).rejects.toMatchObject(refused);
    await expect(channel.run({ words: ["/tmp/sbatch"], timeoutMs: patienceMs })).rejects.toMatchObject({ code: "agent.refused" });
    expect(agent.exitCode).toBeUndefined();
  });

  test("looks up a program without allowing a shell", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url);
    await using channel = await channelTo(server);

    const found = await channel.run({ words: renderLookup("ls"), timeoutMs: patienceMs });
    const missing = await channel.run({ words: renderLookup("no-such-program-here"), timeoutMs: patienceMs });

    expect(found.stdout.trim()).toMatch(/\/ls$/);
    expect(missing.exitCode).not.toBe(0);
    expect(agent.exitCode).toBeUndefined();
  });

  test("keeps its token out of the commands that it runs", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url, "--allow", "env");
    await using channel = await channelTo(server);

    const { stdout } = await channel.run({ words: ["env"], timeoutMs: patienceMs });

    expect(stdout).toContain("PATH=");
    expect(stdout).not.toContain("TOWER_ACCESS_TOKEN");
    expect(agent.exitCode).toBeUndefined();
  });

  test("killed, is missed at once, and what it was asked is gone when it does not come back", async () => {
    await using server = await startTestGateway({ settings: { resumeGraceMs: 100 } });
    await using agent = await startAgent(build, server.url, "--allow", "sh");
    await using channel = await channelTo(server);
    const { answer, pid } = await startSleep(channel, `${workDir}/${build}-left.pid`);

    agent.kill("SIGKILL");

    await server.untilOffline("cluster");
    process.kill(pid, "SIGKILL"); // nobody is left to end it
    expect(await answer).toMatchObject({ code: "agent.gone" });
    await expect(channel.stat("/")).rejects.toMatchObject({ code: "agent.offline" });
  });

  test("told to end, says goodbye, ends what runs, and exits with 0", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url, "--allow", "sh");
    await using channel = await channelTo(server);
    const { answer, pid } = await startSleep(channel, `${workDir}/${build}-ended.pid`);

    agent.kill("SIGTERM");

    expect(await agent.untilExit()).toBe(0);
    await server.untilOffline("cluster");
    expect(await answer).toMatchObject({ code: "agent.gone" });
    await eventually("the command has ended", () => !isAlive(pid), patienceMs);
  });

  test("comes back when the server was restarted, with a newer fence", async () => {
    const records = new InMemoryAgentRecords();
    const [port = 0] = await freePorts(1);
    const before = await startTestGateway({ records, port });
    await using agent = await startAgent(build, before.url);
    await before.untilOnline("cluster");

    await before[Symbol.asyncDispose]();
    await untilSaid(agent, "waiting");
    await using after = await startTestGateway({ records, port });

    expect(await after.untilOnline("cluster")).toMatchObject({ fence: 2 });
  });

  test("a connection that went silent is given up by both ends, and the agent comes back", async () => {
    await using server = await startTestGateway({ settings: quickHeartbeats });
    await using proxy = await startTcpProxy(server.port);
    await using agent = await startAgent(build, `http://127.0.0.1:${String(proxy.port)}/api`);
    await untilSaid(agent, "connected to");

    proxy.freeze();
    await server.untilOffline("cluster");
    await untilSaid(agent, "the server stopped answering");
    proxy.thaw();

    expect((await server.untilOnline("cluster")).fence).toBeGreaterThan(1);
    expect(agent.exitCode).toBeUndefined();
  });

  test("what it does when its connection breaks is answered over the next one, and done once", async () => {
    await using server = await startTestGateway();
    await using proxy = await startTcpProxy(server.port);
    await using agent = await startAgent(build, `http://127.0.0.1:${String(proxy.port)}/api`, "--allow", "sh");
    await using channel = await channelTo(server);
    const folder = await mkdtemp(join(workDir, "resume-"));
    const script = 'echo run >> "$1/runs"; while [ ! -e "$1/flag" ]; do sleep 0.05; done; echo done';
    const answer = channel.run({ words: ["sh", "-c", script, "sh", folder], timeoutMs: patienceMs });
    await eventually("the command runs", () => readFile(`${folder}/runs`, "utf8").catch(() => undefined), patienceMs);

    proxy.cut();
    await server.untilOffline("cluster");
    await writeFile(`${folder}/flag`, "");

    expect((await answer).stdout).toBe("done\n");
    expect(await readFile(`${folder}/runs`, "utf8")).toBe("run\n");
    expect(agent.exitCode).toBeUndefined();
  });

  test("a command that nobody waits for any more is ended with its whole process group, also when it ignores TERM", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url, "--allow", "sh");
    const channel = await channelTo(server);
    const pidFile = `${workDir}/${build}-cancelled.pid`;
    const script = 'trap "" TERM; sleep 300 & echo $! > "$1"; while :; do sleep 1; done';
    const answer = channel.run({ words: ["sh", "-c", script, "sh", pidFile], timeoutMs: 600_000 }).catch((error: unknown) => error);
    const pid = await eventually("the command runs", async () => Number(await readFile(pidFile, "utf8").catch(() => "")) || undefined);

    await channel[Symbol.asyncDispose]();

    expect(await answer).toMatchObject({ code: "agent.gone" });
    await eventually("its child has ended", () => !isAlive(pid), patienceMs);
    expect(agent.exitCode).toBeUndefined();
  });

  test("of two under one name the newer serves, and the older waits and says why", async () => {
    await using server = await startTestGateway();
    await using older = await startAgent(build, server.url);
    const first = await server.untilOnline("cluster");

    await using newer = await startAgent(build, server.url);

    await untilSaid(older, "another agent serves under this connection ID");
    const second = await server.untilOnline("cluster");
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(second.instanceId).not.toBe(first.instanceId);
    expect([older.exitCode, newer.exitCode]).toEqual([undefined, undefined]);
  });

  test("with a token that is refused it stays, and says what to do", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgentProcess({ build, token: "eve", args: ["cluster", "-u", server.url, "-w", workDir] });

    const said = await untilSaid(agent, "make a new one");

    expect(said).toContain("401");
    expect(said).not.toContain("eve");
    expect(agent.exitCode).toBeUndefined();
  });

  test("without a server it waits, and serves when there is one", async () => {
    const [port = 0] = await freePorts(1);
    await using agent = await startAgent(build, `http://127.0.0.1:${String(port)}/api`);
    await untilSaid(agent, "connection refused");

    await using server = await startTestGateway({ port });

    await server.untilOnline("cluster");
    expect(agent.lines.filter((line) => line.includes("connection refused"))).toHaveLength(1);
  });

  test("an authority of the server's own is trusted when its file is named, and only then", async () => {
    const tls = await ensureSelfSigned(`${workDir}/tls`, [], new SystemClock());
    await using server = await startTestGateway({ server: createServer(tls) });
    const url = `https://127.0.0.1:${String(server.port)}`;
    await using wary = await startAgent(build, url);
    await untilSaid(wary, "name its file with --ca");

    await using agent = await startAgent(build, url, "--ca", `${workDir}/tls/ca.pem`);

    await server.untilOnline("cluster");
    expect((await untilSaid(agent, "connected to")).includes(url)).toBe(true);
  });

  test("a work directory that does not exist is named plainly, and made when asked for", async () => {
    const missing = `${workDir}/missing-${build}`;
    await using refused = await startAgentProcess({ build, token: "ada", args: ["cluster", "-u", "http://127.0.0.1:1", "-w", missing] });

    expect(await refused.untilExit()).toBe(2);
    expect(refused.lines.join("\n")).toContain(`The work directory ${missing} is not an existing folder.`);

    await using server = await startTestGateway();
    const args = ["cluster", "-u", server.url, "-w", `missing-${build}`, "--create-work-dir"];
    await using agent = await startAgentProcess({ build, token: "ada", args, cwd: workDir });
    expect((await server.untilOnline("cluster")).workDir).toBe(missing);
    expect(agent.exitCode).toBeUndefined();
  });

  test("the token goes to no other machine in the clear", async () => {
    await using agent = await startAgentProcess({ build, token: "ada", args: ["cluster", "-u", "http://192.0.2.1/api", "-w", workDir] });

    expect(await agent.untilExit()).toBe(2);
    expect(agent.lines.join("\n")).toContain("not encrypted");
  });
});

/** A command that runs until it is ended; its answer or its error. */
async function startSleep(channel: AgentChannel, pidFile: string): Promise<{ readonly answer: Promise<unknown>; readonly pid: number }> {
  const words = ["sh", "-c", 'echo $$ > "$1"; exec sleep 300', "sh", pidFile] as const;
  const answer = channel.run({ words: [...words], timeoutMs: 600_000 }).catch((error: unknown) => error);
  const pid = await eventually("the command runs", async () => Number(await readFile(pidFile, "utf8").catch(() => "")) || undefined);
  return { answer, pid };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it has ended
  }
}
