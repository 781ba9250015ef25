import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** Stands between two ends on loopback, and can fail as networks do. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** From here on nothing is forwarded and nothing is closed: both ends are half-open. New connections hang too. */
  freeze(): void;
  /** New connections pass again; frozen ones stay frozen. */
  thaw(): void;
  /** Resets every connection. */
  cut(): void;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const adopt = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    adopt(near);
    if (isFrozen) return;
    const far = adopt(connect(targetPort, "127.0.0.1"));
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause().removeAllListeners("close");
    },
    thaw: () => {
      isFrozen = false;
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
