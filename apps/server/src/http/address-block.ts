import { isIPv6 } from "node:net";

/**
 * What one host can send from, as a key for counting: an address of IPv4, or the 64 bits of an IPv6 address that its network has.
 * The other 64 the host chooses by itself, as often as it likes.
 */
export function addressBlock(address: string): string {
  const embedded = /^::ffff:(?<v4>\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.groups?.["v4"];
  if (embedded !== undefined) return embedded;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().replace(/%.*$/, "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array.from({ length: Math.max(0, groupCount - left.length - right.length) }, () => "0"), ...right];
  return `${groups
    .slice(0, groupCount / 2)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

const groupCount = 8;
