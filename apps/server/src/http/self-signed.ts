// The certificate library injects its parts by metadata, and wants this before it.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { AppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";

/** Key and certificate of the server, and the authority that clients are told to trust. All PEM. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  readonly authority: string | undefined;
  readonly authorityPath: string | undefined;
}

const dayMs = 86_400_000;
const authorityLifeMs = 3650 * dayMs;
/** Browsers refuse server certificates that live longer. */
const serverLifeMs = 390 * dayMs;
const renewBeforeMs = 30 * dayMs;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/**
 * The server's own certificate authority, made once in `folder`, and a certificate for `hosts` that is renewed by itself.
 * The authority's key never leaves the folder (mode 600).
 */
export async function ensureSelfSigned(folder: string, hosts: readonly string[], clock: Clock): Promise<TlsFiles> {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = await ensureAuthority(folder, clock.now());
  const names = [...new Set(["localhost", "127.0.0.1", "::1", hostname(), ...hosts])];
  const known = await readPair(folder, "server");
  const isGood = known !== undefined && isUsable(known.cert, { names, authority, now: clock.now() });
  const server = isGood ? known : await issue(folder, { names, authority, now: clock.now() });
  return { ...server, authority: authority.cert, authorityPath: join(folder, "ca.pem") };
}

interface Pair {
  readonly key: string;
  readonly cert: string;
}

async function ensureAuthority(folder: string, now: TimeMs): Promise<Pair> {
  const known = await readPair(folder, "ca");
  if (known !== undefined) return requireReadable(known, join(folder, "ca.pem"));
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Postern authority of ${hostname()}`,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + authorityLifeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return writePair(folder, "ca", { key: await exportKey(keys.privateKey), cert: certificate.toString("pem") });
}

// Never replaced by itself: every client that trusts it would stop doing so.
function requireReadable(pair: Pair, path: string): Pair {
  if (parseCertificate(pair.cert) !== undefined) return pair;
  throw new AppError(
    "setting.invalid",
    `The certificate authority ${path} is damaged. Restore the folder, or remove it to make a new one.`,
    {
      fields: ["tls"],
    },
  );
}

interface CertificateRequest {
  readonly names: readonly string[];
  readonly authority: Pair;
  readonly now: TimeMs;
}

async function issue(folder: string, request: CertificateRequest): Promise<Pair> {
  const { names, authority, now } = request;
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0] ?? "localhost"}`,
    issuer: issuer.subject,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + serverLifeMs),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value }))),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // Strict clients, current Python among them, refuse a chain without these.
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return writePair(folder, "server", { key: await exportKey(keys.privateKey), cert: certificate.toString("pem") });
}

function isUsable(pem: string, { names, authority, now }: CertificateRequest): boolean {
  const certificate = parseCertificate(pem);
  if (certificate === undefined || certificate.notAfter.getTime() - renewBeforeMs < now) return false;
  if (certificate.issuer !== new x509.X509Certificate(authority.cert).subject) return false;
  const alternative = certificate.getExtension(x509.SubjectAlternativeNameExtension);
  const held = new Set(alternative?.names.items.map((item) => item.value));
  return names.every((name) => held.has(name));
}

function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}

function parseCertificate(pem: string): x509.X509Certificate | undefined {
  try {
    return new x509.X509Certificate(pem);
  } catch {
    // What is no certificate is treated like one that is missing, or refused by name.
    return undefined;
  }
}

async function readPair(folder: string, name: string): Promise<Pair | undefined> {
  try {
    const [key, cert] = await Promise.all([
      readFile(join(folder, `${name}.key.pem`), "utf8"),
      readFile(join(folder, `${name}.pem`), "utf8"),
    ]);
    return { key, cert };
  } catch {
    // Missing or half written: a new pair is made, which clients notice only for the authority.
    return undefined;
  }
}

async function writePair(folder: string, name: string, pair: Pair): Promise<Pair> {
  await replaceFile(join(folder, `${name}.key.pem`), pair.key, 0o600);
  await replaceFile(join(folder, `${name}.pem`), pair.cert, 0o644);
  return pair;
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, text, { mode });
  await chmod(`${path}.new`, mode);
  await rename(`${path}.new`, path);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  const lines = bytes
    .toString("base64")
    .replaceAll(/(.{64})/g, "$1\n")
    .trim();
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  return webcrypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
}
