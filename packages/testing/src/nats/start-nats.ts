import { eventually } from "../eventually.ts";
import { freePorts } from "../ports/free-ports.ts";
import { isListening } from "../ports/is-listening.ts";
import { startDaemon } from "../daemons/daemon.ts";
import type { Daemon } from "../daemons/daemon.ts";

export interface NatsFixture extends AsyncDisposable {
  /** With user and password. */
  readonly url: string;
  /** Ends it, until it is started again. */
  stop(): Promise<void>;
  /** Ends it, and starts it on the same port: everybody is cut off meanwhile. */
  restart(): Promise<void>;
}

const [user, password] = ["postern", "secret of the bus"];

/** A real NATS server on loopback that wants a password. It ends with this process at the latest. */
export async function startNats(): Promise<NatsFixture> {
  const [port = 0] = await freePorts(1);
  let daemon = await start(port);
  return {
    url: `nats://${user}:${encodeURIComponent(password)}@127.0.0.1:${String(port)}`,
    stop: () => daemon.stop(),
    restart: async () => {
      await daemon.stop();
      daemon = await start(port);
    },
    [Symbol.asyncDispose]: () => daemon.stop(),
  };
}

async function start(port: number): Promise<Daemon> {
  const words = ["--addr", "127.0.0.1", "--port", String(port), "--user", user, "--pass", password] as const;
  const daemon = startDaemon(["nats-server", ...words], { PATH: "/usr/sbin:/usr/bin:/bin" });
  await eventually("NATS listens", async () => daemon.hasEnded() || (await isListening(port)));
  if (daemon.hasEnded()) throw new Error(`NATS did not start (apt-get install nats-server): ${daemon.complaint()}`);
  return daemon;
}
