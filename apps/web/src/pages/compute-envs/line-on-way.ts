export interface PlaceOnWay {
  /** This server connects to it itself. Others see the host before them, and not the addresses that `from` names. */
  readonly isFirst: boolean;
  /** Where the key lets through to from there; nowhere on the login node. */
  readonly next?: { readonly hostName: string; readonly port: string };
}

/** The line of a key for `authorized_keys`, as the server gives it for a host that it reaches itself, for a host on a way. */
export function lineOnWay(line: string, { isFirst, next }: PlaceOnWay): string {
  const { from, key } = /^restrict(?:,(?<from>from="[^"]*"))?(?<key> .*)$/.exec(line)?.groups ?? {};
  // Not a line that we know: as it is.
  if (key === undefined) return line;
  const options = ["restrict", ...(isFirst && from !== undefined ? [from] : []), ...(next === undefined ? [] : throughTo(next))];
  return `${options.join(",")}${key}`;
}

function throughTo({ hostName, port }: { readonly hostName: string; readonly port: string }): readonly string[] {
  const host = hostName.trim().toLowerCase();
  // Half a name must not end up in a line that somebody copies.
  if (!/^[a-z0-9._:-]+$/.test(host) || !/^\d+$/.test(port.trim())) return ["port-forwarding"];
  return ["port-forwarding", `permitopen="${host.includes(":") ? `[${host}]` : host}:${port.trim()}"`];
}
