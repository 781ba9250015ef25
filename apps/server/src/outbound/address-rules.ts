import { BlockList, isIP } from "node:net";

/**
 * Where the server may connect to when a user named the address: only the public Internet; private networks as well; or the server's own
 * machine, too.
 */
export type OutboundReach = "public" | "private" | "local";

/**
 * Why no connection is made to an address; `undefined` when it may be made. INVARIANT: never to those at which a cloud hands the keys of
 * a machine to whoever asks, nor to anything else that is only for the machine and its neighbours on the wire.
 */
export function addressProblem(address: string, reach: OutboundReach): string | undefined {
  const plain = address.replace(/%.*$/, "");
  const inner = embeddedIpv4(plain) ?? plain;
  if (isIP(inner) === 0) return "is no address";
  if (isListed(neverList, inner)) return "is a link-local, metadata or otherwise reserved address, which Postern never connects to";
  if (reach !== "local" && isListed(localList, inner))
    return "is the server's own machine, which the setting outbound-reach does not allow";
  if (reach === "public" && isListed(privateList, inner)) return "is in a private network, which the setting outbound-reach does not allow";
  return undefined;
}

function isListed(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** An IPv4 address in the clothes of IPv6: mapped, compatible, or behind a translator. What counts is where it leads to. */
function embeddedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6 || !isListed(embeddingList, address)) return undefined;
  // The browser's own way to write an address: always the short form in hex.
  const groups = (URL.parse(`http://[${address}]`)?.hostname ?? "").replace(/[[\]]/g, "").split(":");
  const [high = "", low = ""] = groups.slice(-2);
  const bits = Number.parseInt(high === "" ? "0" : high, 16) * 65_536 + Number.parseInt(low === "" ? "0" : low, 16);
  return bits <= 1 ? undefined : [24, 16, 8, 0].map((shift) => String(Math.floor(bits / 2 ** shift) % 256)).join(".");
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

const embeddingList = listOf(["::ffff:0:0/96", "::/96", "64:ff9b::/96"]);

/** Among them, by name: 169.254.169.254 of most clouds, 100.100.100.200 of Alibaba, 168.63.129.16 of Azure, 192.0.0.192 of Oracle. */
const neverList = listOf([
  ...["0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.0/24", "224.0.0.0/3"],
  ...["::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::/32"],
  // Ways to IPv4 that no host of today needs, and a site-local range that was given up: nobody looks through their clothes.
  ...["2002::/16", "2001::/32", "64:ff9b:1::/48", "::ffff:0:0:0/96", "fec0::/10"],
]);

const localList = listOf(["127.0.0.0/8", "::1/128"]);

const privateList = listOf(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7"]);
