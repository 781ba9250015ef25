import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A host that says back whatever it is sent, in every place where a product might put its words, and lets nobody in. */
export interface EchoingHost extends AsyncDisposable {
  /** Host and port. */
  readonly host: string;
  /** How often somebody showed it a credential. */
  readonly countShown: () => number;
}

export async function startEchoingHost(): Promise<EchoingHost> {
  let shown = 0;
  const server = createServer((request, response) => {
    const { authorization, ...headers } = request.headers;
    const said = [request.url, authorization, decodeBasic(authorization), JSON.stringify(headers)].join(" ");
    if (authorization !== undefined || headers["private-token"] !== undefined) shown += 1;
    const message = `Not known here: ${said}`;
    response.writeHead(401, { "content-type": "application/json", "www-authenticate": `Basic realm=${JSON.stringify(request.url)}` });
    response.end(JSON.stringify({ message, error: message, errors: [{ code: "UNAUTHORIZED", message }], details: message }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${String(port)}`,
    countShown: () => shown,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const decodeBasic = (authorization = ""): string => Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
