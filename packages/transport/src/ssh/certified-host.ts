import type { Client } from "ssh2";

import { certificateSuffix, readHostCertificate } from "./host-certificate.ts";

/** What ssh2 1.17 negotiates with; it has no types for it. Held against a real server by `host-certificates.integration.test.ts`. */
interface List {
  readonly array: readonly string[];
}

interface Direction {
  readonly cipher: List;
  readonly mac: List;
  readonly compress: List;
  readonly lang: List;
}

interface Lists {
  readonly kex: List;
  readonly serverHostKey: List;
  readonly cs: Direction;
  readonly sc: Direction;
}

interface Offer {
  readonly lists: Lists;
}

interface KeyExchange {
  readonly negotiated: { serverHostKey: string };
}

interface Protocol {
  _offer: Offer;
  _kex: KeyExchange | undefined;
}

/** What hosts sign with, best first; they are asked for a certificate of such a key. */
const signatures = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

/**
 * Teaches one client, which has not said anything yet, to ask a host for its certificate before its keys. The library calls whoever judges
 * the host with the certificate then.
 *
 * The library checks the host's signature with the key that the host showed, under the name that was negotiated, and both would have to be
 * those of a key. So each key exchange shows it the certificate where it computes what was signed, and the key in it where it checks that.
 */
export function askForHostCertificate(client: Client): void {
  const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
  protocol._offer = withCertificates(protocol._offer);
  let exchange = protocol._kex;
  Object.defineProperty(protocol, "_kex", {
    get: () => exchange,
    // A new one for each set of keys.
    set: (next: KeyExchange | undefined) => {
      exchange = next;
      if (next !== undefined) knowCertificates(next);
    },
  });
}

function withCertificates(offer: Offer): Offer {
  const { lists } = offer;
  const Offering = offer.constructor as new (wanted: object) => Offer;
  const direction = ({ cipher, mac, compress, lang }: Direction): object => ({
    ...{ cipher: cipher.array, mac: mac.array, compress: compress.array, lang: lang.array },
  });
  return new Offering({
    kex: lists.kex.array,
    serverHostKey: [...signatures.map((name) => `${name}${certificateSuffix}`), ...lists.serverHostKey.array],
    cs: direction(lists.cs),
    sc: direction(lists.sc),
  });
}

function knowCertificates(exchange: KeyExchange): void {
  const { negotiated } = exchange;
  const signature = signatures.find((name) => negotiated.serverHostKey === `${name}${certificateSuffix}`);
  if (signature === undefined) return;
  // The library takes nothing that calls itself otherwise than what was negotiated, and certificates of RSA keys do.
  if (signature.startsWith("rsa-")) negotiated.serverHostKey = `ssh-rsa${certificateSuffix}`;
  let shown: Buffer | undefined;
  let certified: Buffer | undefined;
  let isInHash = false;
  Object.defineProperty(exchange, "_hostKey", {
    // INVARIANT: the library reads it for what was signed first, and for the check after that.
    get: () => {
      const found = isInHash ? (certified ?? shown) : shown;
      isInHash = true;
      return found;
    },
    // It is what was negotiated: the library has looked. From here on it compares with the signature.
    set: (blob: Buffer | undefined) => {
      const certificate = blob === undefined ? undefined : readHostCertificate(blob);
      [shown, certified, isInHash] = [blob, certificate?.key, false];
      if (certificate !== undefined) negotiated.serverHostKey = signature;
    },
  });
}
