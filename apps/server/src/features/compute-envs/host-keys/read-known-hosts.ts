import { AppError } from "@postern/domain";
import { KnownHosts } from "@postern/transport/ssh";
import type { KnownHostKey, UnreadLine } from "@postern/transport/ssh";
import type { SshHost } from "../../../channels/ssh/ssh-way.ts";
import { authorityAlgorithm } from "./authority-pin.ts";

export type { UnreadLine } from "@postern/transport/ssh";

export interface KnownKeyOfHop {
  readonly hop: SshHost;
  readonly algorithm: string;
  readonly key: string;
}

/** Certificates come in lines too, and are no keys. */
const keyForms = /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521))$/;

/**
 * What pasted lines say of the hosts on a way.
 *
 * @throws request.invalid when it is nothing, or two keys of one kind for one host.
 * @returns `revoked`: keys that are never to be taken, and none of which is among those that were found.
 */
export function readKnownHosts(
  text: string,
  way: readonly SshHost[],
): { readonly found: readonly KnownKeyOfHop[]; readonly revoked: readonly KnownKeyOfHop[]; readonly unread: readonly UnreadLine[] } {
  const known = new KnownHosts(text);
  const fields = ["lines"];
  const found = new Map<string, KnownKeyOfHop>();
  for (const hop of way) {
    for (const { algorithm, key } of trustedOf(known, hop)) {
      const name = JSON.stringify([hop.host, hop.port, algorithm]);
      if ((found.get(name)?.key ?? key) !== key) {
        throw new AppError("request.invalid", `The lines have two keys ${algorithm} for ${hop.host}: leave the right one.`, { fields });
      }
      found.set(name, { hop, algorithm, key });
    }
  }
  const revoked = way.flatMap((hop) => known.revokedOf(hop.host, hop.port).map(({ algorithm, key }) => ({ hop, algorithm, key })));
  if (found.size > 0 || revoked.length > 0) return { found: [...found.values()], revoked, unread: known.unread };
  const names = way.map(({ host, port }) => (port === 22 ? host : `[${host}]:${String(port)}`)).join(", ");
  throw new AppError("request.invalid", `The lines have no key for ${names}, as ssh-keyscan or ~/.ssh/known_hosts names it.`, { fields });
}

function trustedOf(known: KnownHosts, { host, port }: SshHost): readonly KnownHostKey[] {
  const isKey = ({ algorithm }: KnownHostKey): boolean => keyForms.test(algorithm);
  const authorities = known.listAuthorities(host, port).filter(isKey);
  return [
    ...known.keysOf(host, port).filter(isKey),
    ...authorities.map(({ algorithm, key }) => ({ algorithm: authorityAlgorithm(algorithm), key })),
  ];
}
