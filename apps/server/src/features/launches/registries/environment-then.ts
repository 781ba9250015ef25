import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { FormerWay } from "./store.ts";

const addressMembers = ["hostName", "port", "userName"] as const;

/**
 * The environment as it led where a run left something. An edit may have led it elsewhere since: that is allowed as soon as no run is unfinished,
 * and what was left behind is then not where the environment leads now.
 *
 * @param isSsh whether SSH is the way to it now. Then another key for the same account on the same host opens the same place.
 */
export function environmentThen(now: ComputeEnvironment, way: FormerWay | undefined, isSsh: boolean): ComputeEnvironment {
  if (way === undefined || leadsThere(now, way, isSsh)) return now;
  const { hostName: _host, port: _port, userName: _user, ...config } = now.config;
  return { ...now, config: { ...config, ...way.address }, credentialId: way.credentialId };
}

function leadsThere({ config, credentialId, managedIdentityId }: ComputeEnvironment, way: FormerWay, isSsh: boolean): boolean {
  // One is reached through its managed identity for life, which says where the host is.
  if (managedIdentityId !== undefined) return true;
  const isSameAddress = addressMembers.every((member) => (config[member] ?? "") === (way.address[member] ?? ""));
  return isSameAddress && (isSsh || credentialId === way.credentialId);
}
