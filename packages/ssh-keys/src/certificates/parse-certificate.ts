import { decodeBase64 } from "../formats/base64.ts";
import { WireReader } from "../formats/wire-reader.ts";
import { joined, string } from "../formats/wire-writer.ts";
import { toKeyAlgorithm } from "../keys/algorithms.ts";
import type { KeyAlgorithm } from "../keys/algorithms.ts";

/** What a certificate says (SPEC.md, section 6). Nothing is verified yet; arrays are views into its bytes. */
export interface ParsedCertificate {
  readonly algorithm: KeyAlgorithm;
  /** The line without its comment. */
  readonly line: string;
  /** The key that it is for, in the form of section 2. */
  readonly publicBlob: Uint8Array;
  readonly serial: bigint;
  /** 1 for people, 2 for hosts. */
  readonly type: number;
  readonly keyId: string;
  readonly principals: readonly string[];
  /** Seconds since 1970. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly criticalOptions: readonly string[];
  readonly authority: Uint8Array;
  /** What the authority signed, and its signature. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

const line = /(?:^|\s)(?<type>(?<algorithm>[a-z\d-]+)-cert-v01@openssh\.com)\s+(?<base64>[A-Za-z\d+/=]+)/u;
/** How many numbers of the key follow its name. */
const partsOfKey: Readonly<Record<KeyAlgorithm, number>> = {
  "ssh-ed25519": 1,
  "ssh-rsa": 2,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
};

/** @returns undefined for a text in which there is no certificate of an algorithm that we keep; `broken` for one that is cut. */
export function parseCertificate(text: string): ParsedCertificate | "broken" | undefined {
  const { type = "", algorithm: name = "", base64 = "" } = line.exec(text)?.groups ?? {};
  const algorithm = toKeyAlgorithm(name);
  if (algorithm === undefined) return undefined;
  const bytes = decodeBase64(base64);
  const parts = bytes === undefined ? undefined : readParts(bytes, type, algorithm);
  return parts === undefined ? "broken" : { algorithm, line: `${type} ${base64}`, ...parts };
}

function readParts(bytes: Uint8Array, type: string, algorithm: KeyAlgorithm): Omit<ParsedCertificate, "algorithm" | "line"> | undefined {
  const reader = new WireReader(bytes);
  const hasType = reader.name() === type;
  // The nonce.
  reader.string();
  const numbers = Array.from({ length: partsOfKey[algorithm] }, () => reader.string());
  const body = readBody(reader);
  const signed = bytes.subarray(0, reader.offset);
  const signature = reader.string();
  if (!hasType || reader.isBroken || !reader.isAtEnd || body === undefined) return undefined;
  return { publicBlob: joined([string(algorithm), ...numbers.map(string)]), ...body, signed, signature };
}

type Body = Omit<ParsedCertificate, "algorithm" | "line" | "publicBlob" | "signed" | "signature">;

function readBody(reader: WireReader): Body | undefined {
  const [serial, type, keyId] = [reader.u64(), reader.u32(), readText(reader)];
  const principals = readList(reader.string(), readText);
  const [validAfter, validBefore] = [reader.u64(), reader.u64()];
  const criticalOptions = readList(reader.string(), readOption);
  readList(reader.string(), readOption);
  reader.string();
  const authority = reader.string();
  if (principals === undefined || criticalOptions === undefined) return undefined;
  return { serial, type, keyId, principals, validAfter, validBefore, criticalOptions, authority };
}

function readList(bytes: Uint8Array, readOne: (reader: WireReader) => string): readonly string[] | undefined {
  const reader = new WireReader(bytes);
  const list: string[] = [];
  while (!reader.isAtEnd && !reader.isBroken) list.push(readOne(reader));
  return reader.isBroken ? undefined : list;
}

function readText(reader: WireReader): string {
  return new TextDecoder().decode(reader.string());
}

/** The name of an option; what it is set to is for the server that the key signs in to. */
function readOption(reader: WireReader): string {
  const name = readText(reader);
  reader.string();
  return name;
}
