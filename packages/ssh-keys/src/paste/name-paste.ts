import { decodeBase64 } from "../formats/base64.ts";
import { refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";

const publicLine = /(?:^|\s)(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-[a-z\d-]+@openssh\.com)\s+AAAA/u;
const certificateLine = /(?:^|\s)[a-z\d-]+-cert-v0\d@openssh\.com\s+AAAA/u;
const putty = /^PuTTY-User-Key-File-\d/mu;
const firstVersion = /^SSH PRIVATE KEY FILE FORMAT/u;
const jsonKey = /^\{[\s\S]*"kty"/u;
const pathLine = /^(?:file:|~|\.{0,2}[/\\]|[A-Za-z]:[/\\]|\$HOME\b|%USERPROFILE%)[^\n]*$/u;
const fileName = /^[^\s/\\]*(?:id_(?:rsa|ecdsa|ed25519|dsa)\w*|\.(?:pem|key|ppk|pub|p12|pfx))$/u;
const longestPath = 4096;

/** Says what a text is that has no armour in it, or one that is not of a private key. */
export function namePaste(text: string): Refusal {
  const trimmed = text.trim();
  if (putty.test(text)) return refused("putty");
  if (certificateLine.test(text)) return refused("certificate");
  if (publicLine.test(text)) return refused("public_key");
  if (firstVersion.test(trimmed) || jsonKey.test(trimmed)) return refused("foreign");
  if (trimmed.length <= longestPath && (pathLine.test(trimmed) || fileName.test(trimmed))) return refused("path");
  return nameBytes(trimmed) ?? refused("not_a_key");
}

/** By the label of its armour, for those that hold no private key that can be read; undefined for one that may be read. */
export function nameLabel(label: string): Refusal | undefined {
  if (readableLabels.includes(label)) return undefined;
  if (label === "DSA PRIVATE KEY") return refused("dsa");
  if (label.endsWith("PRIVATE KEY") || label.endsWith("PRIVATE KEY BLOCK")) return refused("foreign");
  if (label.endsWith("PUBLIC KEY") || label.endsWith("PUBLIC KEY BLOCK")) return refused("public_key");
  if (label.includes("CERTIFICATE") || label === "X509 CRL") return refused("x509");
  if (label === "PKCS12") return refused("pkcs12");
  return refused("not_a_key");
}

const readableLabels = ["OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];

/** A PKCS#12 file in base64, or the inside of a key without the lines around it. */
function nameBytes(text: string): Refusal | undefined {
  const bytes = decodeBase64(text.replaceAll(/\s/gu, ""));
  if (bytes === undefined || bytes.byteLength < 32) return undefined;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, 32).toString("latin1");
  bytes.fill(0);
  if (start.startsWith("openssh-key-v1\0")) return refused("truncated", "The lines with BEGIN and END belong to it.");
  switch (derVersion(start)) {
    case 3:
      return refused("pkcs12");
    case 0:
    case 1:
      return refused("truncated", "The lines with BEGIN and END belong to it.");
    default:
      return undefined;
  }
}

/** A DER sequence with a number in front: PKCS#12 begins with its version, 3, the other files of keys with 0 or 1. */
function derVersion(start: string): number | undefined {
  const bytes = Buffer.from(start, "latin1");
  const lengthBytes = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) & 0x7f : 0;
  const number = bytes.subarray(2 + lengthBytes, 5 + lengthBytes);
  return bytes[0] === 0x30 && number[0] === 2 && number[1] === 1 ? number[2] : undefined;
}
