import { generateKeyPairSync, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { WireReader, wireString } from "../wire-reader.ts";

export interface HostKeyAgent extends AsyncDisposable {
  /** For `HostKeyAgent` of sshd. */
  readonly socketPath: string;
  /** For `HostKey`: the key that it says it has. */
  readonly publicPath: string;
  /** From now on its signatures are made with another key. */
  lie(): void;
}

const [identitiesAnswer, signRequest, signResponse] = [12, 13, 14];

/** An agent that signs for a host with an Ed25519 key, or with another one: what somebody can do who has copied a certificate, and has no key. */
export async function startHostKeyAgent(folder: string): Promise<HostKeyAgent> {
  const [own, other] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const raw = Buffer.from(own.publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const blob = Buffer.concat([wireString("ssh-ed25519"), wireString(raw)]);
  const [socketPath, publicPath] = [join(folder, "agent"), join(folder, "agent-key.pub")];
  await writeFile(publicPath, `ssh-ed25519 ${blob.toString("base64")} agent\n`);
  let { privateKey } = own;
  const answerTo = (request: Buffer): Buffer => {
    if (request[0] !== signRequest) return Buffer.from([identitiesAnswer, 0, 0, 0, 0]);
    const reader = new WireReader(request.subarray(1));
    reader.string();
    const signature = Buffer.concat([wireString("ssh-ed25519"), wireString(sign(null, reader.string(), privateKey))]);
    return Buffer.concat([Buffer.from([signResponse]), wireString(signature)]);
  };
  const server = createServer((socket) => {
    let asked = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      asked = Buffer.concat([asked, bytes]);
      while (asked.length >= 4 && asked.length >= 4 + asked.readUInt32BE(0)) {
        const end = 4 + asked.readUInt32BE(0);
        socket.write(wireString(answerTo(asked.subarray(4, end))));
        asked = asked.subarray(end);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  server.unref();
  return {
    ...{ socketPath, publicPath },
    lie: () => ({ privateKey } = other),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
