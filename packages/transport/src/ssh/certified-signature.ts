import type { Client } from "ssh2";

import { certificateAlgorithms } from "./certificate-line.ts";

/** What ssh2 1.17 builds its packets with; it has no types for it. Held against a real server by `certificates.integration.test.ts`. */
interface PacketWriter {
  readonly allocStart: number;
  alloc(payloadBytes: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

interface Protocol {
  readonly _packetRW: { write: PacketWriter };
  authPK(userName: string, key: object, algorithm?: unknown, sign?: unknown): void;
}

const userauthRequest = 50;

/**
 * Teaches one client to sign in with a certificate. The library sends certificates as it sends keys, but for one thing: it names the
 * algorithm of its signature as that of the certificate, where servers want that of the key. That name is put right in the packet on
 * its way out.
 */
export function signAsKeyOfCertificate(client: Client): void {
  const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
  const original = protocol.authPK.bind(protocol);
  protocol.authPK = (...words): void => {
    const writer = protocol._packetRW.write;
    // The packet is built before this call returns.
    protocol._packetRW.write = rewritingWriter(writer);
    try {
      original(...words);
    } finally {
      protocol._packetRW.write = writer;
    }
  };
}

function rewritingWriter(writer: PacketWriter): PacketWriter {
  return {
    allocStart: 0,
    alloc: (payloadBytes) => Buffer.alloc(payloadBytes),
    finalize: (payload) => {
      const right = withKeyAlgorithm(payload);
      const packet = writer.alloc(right.length);
      right.copy(packet, writer.allocStart);
      return writer.finalize(packet);
    },
  };
}

/** A request with a signature: user, service, method, yes, algorithm, key, signature. */
function withKeyAlgorithm(payload: Buffer): Buffer {
  if (payload[0] !== userauthRequest) return payload;
  let at = 1;
  const skip = (): Buffer => {
    const from = at + 4;
    at = from + payload.readUInt32BE(at);
    return payload.subarray(from, at);
  };
  for (let members = 0; members < 3; members += 1) skip();
  const isSigned = payload[at] === 1;
  at += 1;
  const algorithm = skip().toString("latin1");
  skip();
  const found = Object.entries(certificateAlgorithms).find(([, { request }]) => request === algorithm)?.[1];
  if (!isSigned || found === undefined) return payload;
  const head = payload.subarray(0, at);
  const signature = skip();
  const nameBytes = signature.readUInt32BE(0);
  const raw = signature.subarray(4 + nameBytes + 4);
  const blob = algorithm.startsWith("ecdsa") ? derToPair(raw) : raw;
  return Buffer.concat([head, member(Buffer.concat([member(Buffer.from(found.signature)), member(blob)]))]);
}

function member(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The two numbers of an ECDSA signature, from DER to how SSH has them. Both are shorter than 128 bytes. */
function derToPair(der: Buffer): Buffer {
  // A sequence of 521 bits and more has its length in two bytes.
  let at = der[1] === 0x81 ? 3 : 2;
  const number = (): Buffer => {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    return bytes;
  };
  return Buffer.concat([member(number()), member(number())]);
}
