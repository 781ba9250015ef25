import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A proxy that leads every name to one server, or to none. */
export async function startConnectProxy(target: { readonly port: number } | undefined) {
  const connected: string[] = [];
  const logins: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    connected.push(request.url ?? "");
    logins.push(request.headers["proxy-authorization"]);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (target === undefined) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const onward = connect(target.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    // Read on, so that the end of the other side is heard.
    onward.on("close", () => socket.resume());
    socket.on("error", () => onward.destroy());
    return socket.on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    proxy: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    ...{ connected, logins, sockets },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
