import type { ClusterOffer } from "@postern/contracts";
import type { EnvironmentValues } from "./environment-form.ts";

/** What a cluster said that it offers, to whoever reached it so. */
export interface AskedOffer extends Pick<
  EnvironmentValues,
  "credentialsId" | "managedIdentityId" | "hostName" | "platform" | "port" | "userName" | "jumpHosts"
> {
  readonly offer: ClusterOffer;
}

/** Whether the form still leads to the same account, by the same way. */
export function isReachedAs(asked: Omit<AskedOffer, "offer" | "platform">, values: EnvironmentValues): boolean {
  const names = ["credentialsId", "managedIdentityId", "hostName", "port", "userName"] as const;
  return names.every((name) => asked[name] === values[name]) && JSON.stringify(asked.jumpHosts) === JSON.stringify(values.jumpHosts);
}

/** What it said, while the form means it. */
export function stillOffered(asked: AskedOffer | undefined, values: EnvironmentValues): ClusterOffer | undefined {
  return asked !== undefined && asked.platform === values.platform && isReachedAs(asked, values) ? asked.offer : undefined;
}
