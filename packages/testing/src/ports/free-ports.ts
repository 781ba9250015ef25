import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

// Below them the system gives no port to whoever asks for any, as all servers and connections of tests beside us do: such a port could
// be gone when it is used, and could not be had again after a restart.
const [lowest, firstGivenAway] = [10_000, 32_768];

/** Ports of loopback to be named to a program, or used again after a restart. Be ready to try again all the same. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowest, firstGivenAway);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    // Taken, or not for us.
    return false;
  } finally {
    server.close();
  }
}
