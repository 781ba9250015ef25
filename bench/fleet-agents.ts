// Many agents in one process, for `agent-fleet.bench.ts`: `fleet-agents.ts URL COUNT` with tokens, one a line, on stdin.
// Each behaves on the wire as the real one does: hello, heartbeats both ways, back-off with full jitter. None does any work.
import { text } from "node:stream/consumers";
import { agentConnectPath, capabilities, decodeServerMessage, encodeMessage, protocolVersions } from "@postern/agent-protocol";
import { WebSocket } from "ws";

const [url = "", count = "0"] = process.argv.slice(2);
const tokens = (await text(process.stdin)).trim().split("\n");
runFleet(Number(count));

function runFleet(total: number): void {
  let connected = 0;
  const tally = (by: number): void => {
    connected += by;
    if (connected === total) process.stdout.write("all connected\n");
    if (connected === 0) process.stdout.write("all lost\n");
  };
  for (let index = 0; index < total; index += 1) dial({ index, failures: 0, tally });
}

interface Dialled {
  readonly index: number;
  readonly failures: number;
  readonly tally: (by: number) => void;
}

function dial({ index, failures, tally }: Dialled): void {
  const token = tokens[index % tokens.length] ?? "";
  const socket = new WebSocket(`${url.replace("http", "ws")}${agentConnectPath}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  });
  let beat: NodeJS.Timeout | undefined;
  let seq = 0;
  const sendBeat = (): void => {
    seq += 1;
    socket.send(encodeMessage({ type: "heartbeat", seq }));
  };
  socket.on("error", () => undefined);
  socket.on("open", () => {
    socket.send(encodeMessage(helloOf(index)));
  });
  socket.on("message", (data: Buffer) => {
    const message = decodeServerMessage(data.toString());
    if (message.type === "heartbeat") socket.send(encodeMessage({ type: "heartbeat-ack", seq: message.seq }));
    if (message.type !== "welcome") return;
    tally(1);
    sendBeat();
    beat = setInterval(sendBeat, message.heartbeatMs);
  });
  socket.on("close", () => {
    clearInterval(beat);
    if (beat !== undefined) tally(-1);
    const failed = beat === undefined ? failures + 1 : 0;
    setTimeout(
      () => {
        dial({ index, failures: failed, tally });
      },
      reconnectDelay(failed, Math.random),
    );
  });
}

function helloOf(index: number) {
  return {
    type: "hello",
    versions: protocolVersions,
    agentVersion: "0.1.0",
    instanceId: `fleet-${String(index)}`,
    connectionId: `cluster-${String(index)}`,
    userName: "ada",
    hostName: `login${String(index)}`,
    workDir: "/work",
    programs: ["sbatch", "squeue", "sacct", "scancel"],
    isYielding: false,
    capabilities,
  } as const;
}

/** As `apps/agent/src/reconnect-delay.ts` has it for the first minute. */
function reconnectDelay(failures: number, random: () => number): number {
  return random() * Math.min(8_000, 1_000 * 2 ** Math.min(failures, 16));
}
