import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";

import { encodeMessage, limits } from "@postern/agent-protocol";
import { SystemClock } from "@postern/runtime";
import { agentBuilds, eventually, freePorts, startAgentProcess } from "@postern/testing";
import type { AgentBuild, AgentProcess } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ensureSelfSigned } from "../http/self-signed.ts";
import { plainWelcome, sendByteByByte, startBareServer } from "./testing/bare-server.ts";
import { connectFake, dialFake, plainHello } from "./testing/fake-agent.ts";
import { startTestGateway } from "./testing/test-gateway.ts";
import type { TestGateway } from "./testing/test-gateway.ts";

let folder = "";
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "postern-trouble-")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const patienceMs = 120_000;
/** The executable is what stands on login nodes; five gigabytes through both would take twice the time. */
const printedBytes = { source: "500000000", packed: "5000000000" } as const;

function startAgent(
  build: AgentBuild,
  url: string,
  more: Partial<Parameters<typeof startAgentProcess>[0]> & { readonly workDir?: string } = {},
) {
  const { workDir = folder, args = [], ...rest } = more;
  return startAgentProcess({ build, token: "ada", args: ["cluster", "--url", url, "--work-dir", workDir, ...args], ...rest });
}

async function channelTo(server: TestGateway): Promise<AgentChannel> {
  return new AgentChannel(server.gateway.registry.link(await server.untilOnline("cluster")));
}

function untilSaid(agent: AgentProcess, text: string, count = 1): Promise<string> {
  const said = () => agent.lines.filter((line) => line.includes(text))[count - 1];
  return eventually(`the agent says "${text}" ${String(count)} times`, said, patienceMs);
}

async function listening(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

/** The most memory that a process has had, in bytes. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe.each(agentBuilds)("the %s agent", (build) => {
  test("does not grow, whatever a command prints, and stays what it is when its commands hang, fork away, or print no text", async () => {
    await using server = await startTestGateway();
    await using agent = await startAgent(build, server.url, { args: ["--allow", "*"] });
    await using channel = await channelTo(server);
    await channel.run({ words: ["head", "-c", "10000000", "/dev/zero"], timeoutMs: patienceMs });
    const before = await peakMemory(agent.pid);

    const flood = await channel.run({
      words: ["head", "-c", printedBytes[build], "/dev/zero"],
      timeoutMs: patienceMs,
      maxOutputBytes: 1_000,
    });
    const grown = (await peakMemory(agent.pid)) - before;
    const bytes = await channel.run({ words: ["printf", String.raw`a\377\376\000z`], timeoutMs: patienceMs });
    const pidFile = `${folder}/${build}-away.pid`;
    const script = 'setsid sleep 300 & echo $! > "$1"; sleep 300';
    const away = await channel.run({ words: ["sh", "-c", script, "sh", pidFile], timeoutMs: 2_000 }).catch((error: unknown) => error);
    const awayPid = Number(await readFile(pidFile, "utf8"));
    const livesOn = process.kill(awayPid, "SIGKILL");
    const numbers = Array.from({ length: 100 }, (_, index) => String(index));
    const answers = await Promise.all(numbers.map((number) => channel.run({ words: ["printf", number], timeoutMs: patienceMs })));

    expect(flood).toMatchObject({ exitCode: 0, stdout: "\0".repeat(1_000), isCut: true });
    expect(grown).toBeLessThan(128 * 1024 * 1024);
    expect(bytes.stdout).toBe("a\ufffd\ufffd\0z");
    expect(away).toMatchObject({ code: "command.timeout" });
    expect(livesOn).toBe(true); // it left its group on purpose, as a head job without a scheduler does
    expect(answers.map((answer) => answer.stdout)).toEqual(numbers);
    expect(agent.exitCode).toBeUndefined();
  });

  test("understands what comes one byte a frame", async () => {
    await using server = await startBareServer();
    await using agent = await startAgent(build, server.url);
    const socket = await server.untilConnected(1);
    await server.untilReceived("hello");

    sendByteByByte(socket, encodeMessage(plainWelcome));
    const operation = { kind: "stat", path: "/" };
    sendByteByByte(socket, encodeMessage({ type: "request", id: "1-1", fence: 1, timeoutMs: patienceMs, operation }));

    expect(await server.untilReceived("result")).toMatchObject({ id: "1-1", ok: true });
    expect(agent.exitCode).toBeUndefined();
  });

  test.each([
    ["a frame beyond the limit", `"${"x".repeat(limits.maxFrameBytes)}"`],
    ["a second welcome", encodeMessage(plainWelcome)],
    ["a welcome that waits for an odd id", JSON.stringify({ ...plainWelcome, awaited: [7] })],
    ["a request without a fence", JSON.stringify({ type: "request", id: "1-1", timeoutMs: 1, operation: {} })],
  ])("comes back after %s", async (_what, frame) => {
    await using server = await startBareServer();
    await using agent = await startAgent(build, server.url);
    const socket = await server.untilConnected(1);
    await server.untilReceived("hello");
    socket.send(encodeMessage(plainWelcome));

    socket.send(frame);

    await server.untilReceived("hello", 2);
    expect(agent.exitCode).toBeUndefined();
  });

  test("follows no redirect, so that its token goes to nobody whom no person named", async () => {
    const heard: (string | undefined)[] = [];
    await using other = await listening(createHttpServer().on("request", hear).on("upgrade", hear));
    function hear({ headers }: IncomingMessage): void {
      heard.push(headers.authorization);
    }
    const location = `http://127.0.0.1:${String(other.port)}/api/postern/v1/agent/connect`;
    const redirect = (_request: IncomingMessage, socket: Duplex): void => {
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    };
    await using server = await listening(createHttpServer().on("upgrade", redirect));

    await using agent = await startAgent(build, `http://127.0.0.1:${String(server.port)}/api`);

    await untilSaid(agent, "(302)");
    expect(heard).toEqual([]);
    expect(agent.exitCode).toBeUndefined();
  });

  test("trusts no certificate that took the place of the one it was told to trust, and goes on when the right one is back", async () => {
    const [port = 0] = await freePorts(1);
    const [right, wrong] = await Promise.all(
      ["right", "wrong"].map((name) => ensureSelfSigned(`${folder}/${name}-${build}`, [], new SystemClock())),
    );
    const start = (tls: typeof right) => startTestGateway({ server: createServer({ ...tls }), port });
    const first = await start(right);
    await using agent = await startAgent(build, `https://127.0.0.1:${String(port)}`, { args: ["--ca", `${folder}/right-${build}/ca.pem`] });
    await first.untilOnline("cluster");
    await first[Symbol.asyncDispose]();

    const second = await start(wrong);
    await untilSaid(agent, "name its file with --ca");
    const seen = second.records.arrivals;
    await second[Symbol.asyncDispose]();
    await using third = await start(right);

    await third.untilOnline("cluster");
    expect(seen).toBe(0);
    expect(agent.exitCode).toBeUndefined();
  });

  test("serves in a work directory that is a link, and names one that leads nowhere", async () => {
    const [real, link, dangling] = [`${folder}/real-${build}`, `${folder}/link-${build}`, `${folder}/dangling-${build}`] as const;
    await mkdir(real);
    await Promise.all([symlink(real, link), symlink(`${folder}/nowhere`, dangling)]);
    await using server = await startTestGateway();

    await using refused = await startAgent(build, server.url, { workDir: dangling });
    await using agent = await startAgent(build, server.url, { workDir: link, args: ["--allow", "pwd"] });
    await using channel = await channelTo(server);
    await channel.writeFile(`${link}/x`, Buffer.from("hello"));

    expect(await readFile(`${real}/x`, "utf8")).toBe("hello");
    expect((await channel.run({ words: ["pwd"], timeoutMs: patienceMs })).stdout).toBe(`${real}\n`);
    expect(await refused.untilExit()).toBe(2);
    expect(refused.lines.join("\n")).toContain(`The work directory ${dangling} is not an existing folder.`);
    expect(agent.exitCode).toBeUndefined();
  });
});

/** Only where this account may mount something for itself alone. */
const mounting = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o "$0" none "$1" && shift && exec "$@"'] as const;
const canMount = spawnSync("unshare", ["-rm", "sh", "-c", 'mount -t tmpfs none "$0"', tmpdir()]).status === 0;

describe.each(agentBuilds.filter(() => canMount))("the %s agent on a disk of its own", (build) => {
  const on = async (name: string, options: string) => {
    const workDir = `${folder}/${name}-${build}`;
    await mkdir(workDir);
    return { workDir, via: [...mounting, options, workDir] };
  };

  test("says that its work directory is not writable", async () => {
    await using agent = await startAgent(build, "http://127.0.0.1:1", await on("read-only", "ro"));

    expect(await agent.untilExit()).toBe(2);
    expect(agent.lines.join("\n")).toContain("is not writable for");
  });

  test("says that the disk is full, leaves the old file as it was, and works on", async () => {
    await using server = await startTestGateway();
    const disk = await on("full", "size=64k");
    await using agent = await startAgent(build, server.url, disk);
    await using channel = await channelTo(server);
    const path = `${disk.workDir}/x`;
    await channel.writeFile(path, Buffer.from("old"));

    const full = channel.writeFile(path, new Uint8Array(1_000_000));

    await expect(full).rejects.toMatchObject({ code: "file.failed", message: expect.stringContaining("the disk is full") });
    expect(Buffer.from((await channel.readFile(path)).bytes).toString()).toBe("old");
    expect(await channel.list(disk.workDir)).toEqual([{ name: "x", kind: "file" }]);
    expect(agent.exitCode).toBeUndefined();
  });
});

describe("the server", () => {
  test("understands what comes one byte a frame", async () => {
    await using server = await startTestGateway();
    await using agent = await dialFake(server.socketUrl);

    sendByteByByte(agent.socket, JSON.stringify(plainHello));

    expect((await agent.untilWelcomed()).fence).toBe(1);
  });

  test.each([
    ["it", "ä😀∑", true],
    ["as long as may be", "x".repeat(limits.maxConnectionIdChars), true],
    ["too long", "x".repeat(limits.maxConnectionIdChars + 1), false],
    ["with a space", "my cluster", false],
    ["with a path in it", "../../etc/passwd", true],
    ["like a member of objects", "__proto__", true],
  ])("a connection ID %s is taken for what it is, or refused", async (_what, connectionId, isGood) => {
    await using server = await startTestGateway();
    await using agent = await dialFake(server.socketUrl);
    await using other = await connectFake(server.socketUrl);

    agent.send({ ...plainHello, connectionId });

    const came = isGood ? (await server.untilOnline(connectionId)).connectionId : await agent.untilClosed();
    expect(came).toBe(isGood ? connectionId : 4100);
    expect(other.socket.readyState).toBe(1);
  });
});
