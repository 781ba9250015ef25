/** How a registry wants to be shown a password: itself, or by way of a server that gives out tokens. */
export type AuthChallenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service: string | undefined };

/** Whoever is asked chooses the text, and reading it takes time in the square of its length. */
const maxLength = 2048;

/** Reads `WWW-Authenticate`; the bearer way wins where both are offered. `undefined`: neither is, or it is longer than any real one. */
export function parseAuthChallenge(header: string): AuthChallenge | undefined {
  if (header.length > maxLength) return undefined;
  const bearer = /(?:^|,\s*)bearer\s+(?<parameters>.*)$/i.exec(header)?.groups?.["parameters"];
  const parameters = bearer === undefined ? undefined : parseParameters(bearer);
  const realm = parameters?.get("realm");
  if (realm !== undefined) return { scheme: "bearer", realm, service: parameters?.get("service") };
  return /(?:^|,\s*)basic(?:\s|,|$)/i.test(header) ? { scheme: "basic" } : undefined;
}

function parseParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, plain = ""] of text.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)) {
    const value = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, "$1");
    // The first one counts: a second challenge behind it has the same names.
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return parameters;
}
