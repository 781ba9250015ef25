import type { ProbedCredential } from "./probe.ts";

/** A member that is a text with something in it; undefined otherwise. */
export function textMember({ members }: ProbedCredential, name: string): string | undefined {
  const value = members[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Everything that no message may repeat. */
export function secretsOf(credential: ProbedCredential): readonly string[] {
  const user = textMember(credential, "username") ?? textMember(credential, "userName") ?? "";
  const secrets = ["password", "token"].flatMap((name) => textMember(credential, name) ?? []);
  return [...secrets, ...secrets.map((secret) => `${user}:${secret}`)];
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}
