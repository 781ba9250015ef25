import { isDeepStrictEqual } from "node:util";
import type { EnvironmentConfig } from "./environment.ts";

/**
 * Whether two settings mean the same. The order of members says nothing, and an empty text, like a switch that is off, is the same as none: clients
 * and forms send them or leave them out. The order of variables counts: a later one may be made of an earlier one.
 */
export function isSameConfig(one: EnvironmentConfig, other: EnvironmentConfig): boolean {
  return isDeepStrictEqual(meaningOf(one), meaningOf(other));
}

function meaningOf({ environment = [], ...config }: EnvironmentConfig): object {
  return { ...setMembers(config), environment: environment.map(({ name, value, ...where }) => ({ name, value, ...setMembers(where) })) };
}

function setMembers(members: object): object {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false),
  );
}
