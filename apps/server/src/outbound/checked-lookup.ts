import { lookup as systemLookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { AppError } from "@postern/domain";
import { addressProblem } from "./address-rules.ts";
import type { OutboundReach } from "./address-rules.ts";

/** Finds all addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** For connections: of the addresses of a name those that may be connected to, and nothing where there are none. */
export function checkedLookup(resolve: Resolve, reach: OutboundReach): LookupFunction {
  return (hostname, { all }, answer) => {
    void findAllowed(hostname, { resolve, reach }).then((found) => {
      if (!Array.isArray(found)) answer(found, "", 0);
      else if (all === true) answer(null, found);
      else answer(null, found[0]?.address ?? "", found[0]?.family);
    });
  };
}

/** For an address in place of a name, which nobody looks up. @throws outbound.refused */
export function requireAllowed(address: string, reach: OutboundReach): void {
  const found = allowedOf(address, [{ address, family: isIP(address) }], reach);
  if (found instanceof AppError) throw found;
}

export function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });
}

interface Question {
  readonly resolve: Resolve;
  readonly reach: OutboundReach;
}

async function findAllowed(hostname: string, { resolve, reach }: Question): Promise<LookupAddress[] | Error> {
  try {
    return allowedOf(hostname, await resolve(hostname), reach);
  } catch (error) {
    return error as Error;
  }
}

function allowedOf(hostname: string, found: readonly LookupAddress[], reach: OutboundReach): LookupAddress[] | AppError {
  const allowed = found.filter(({ address }) => addressProblem(address, reach) === undefined);
  if (allowed.length > 0) return allowed;
  const address = found[0]?.address ?? "";
  const what = address === hostname ? hostname : `${hostname} (${address})`;
  return new AppError("outbound.refused", `${what} ${addressProblem(address, reach) ?? "has no address"}.`);
}
