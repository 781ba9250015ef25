import type { OutboundHttp, OutboundReply } from "../../../../outbound/outbound-http.ts";
import { parseAuthChallenge } from "./auth-challenge.ts";
import type { AuthChallenge } from "./auth-challenge.ts";
import { isOk, judgeStatus } from "./judge-reply.ts";
import { basicAuthorization, secretsOf, textMember } from "./members.ts";
import type { CredentialProbe, ProbedCredential, ProbeOutcome } from "./probe.ts";
import { isOwnMachine, registryUrl } from "./registry-address.ts";
import { unlessUnreached } from "./unless-unreached.ts";

/**
 * Signs in to a container registry as `docker login` does: it is asked how it wants to be shown a password; with a token server in between
 * the password goes there, and what comes back is shown to the registry.
 */
export class RegistryProbe implements CredentialProbe {
  readonly #http: Pick<OutboundHttp, "get">;

  constructor(http: Pick<OutboundHttp, "get">) {
    this.#http = http;
  }

  async probe(credential: ProbedCredential, signal: AbortSignal): Promise<ProbeOutcome> {
    const url = registryUrl(textMember(credential, "registry"));
    if (url === undefined) return { kind: "unchecked", message: "The name of the registry is not understood, so nothing is asked." };
    if (/\.dkr\.ecr\.|^public\.ecr\.aws$/.test(url.hostname) && /^(AKIA|ASIA)/.test(textMember(credential, "userName") ?? "")) {
      return { kind: "unchecked", message: "Access keys of AWS are not checked with its registry: it takes passwords made of them only." };
    }
    return unlessUnreached(() => this.#signIn(credential, url, signal));
  }

  async #signIn(credential: ProbedCredential, url: URL, signal: AbortSignal): Promise<ProbeOutcome> {
    const asked = { who: "the registry", url, secrets: secretsOf(credential) };
    const first = await this.#http.get(url, {}, signal);
    if (isOk(first)) return { kind: "unchecked", message: `${url.host} lets everybody in, so it says nothing of the credential.` };
    if (first.status !== 401) return judgeStatus(first, asked);
    const challenge = parseAuthChallenge(first.headers["www-authenticate"] ?? "");
    if (challenge === undefined) {
      return {
        kind: "inconclusive",
        message: `${url.host} asks for a way to sign in that Postern does not know; check the name of the registry.`,
      };
    }
    const shown = await this.#authorization(credential, { url, challenge }, signal);
    if (typeof shown !== "string") return shown;
    const second = await this.#http.get(url, { authorization: shown }, signal);
    return isOk(second) ? { kind: "valid" } : judgeStatus(second, asked);
  }

  /** What to show to the registry; an outcome when the token server has said all already. */
  async #authorization(
    credential: ProbedCredential,
    { url, challenge }: { url: URL; challenge: AuthChallenge },
    signal: AbortSignal,
  ): Promise<string | ProbeOutcome> {
    const user = textMember(credential, "userName") ?? "";
    const basic = basicAuthorization(user, textMember(credential, "password") ?? "");
    if (challenge.scheme === "basic") return basic;
    const server = tokenServer(challenge, { url, user });
    // The protocol lets a registry name any server; a password in clear it does not get out of us.
    if (server === undefined)
      return { kind: "inconclusive", message: `${url.host} wants the password sent to an address that is not encrypted.` };
    const reply = await this.#http.get(server, { authorization: basic, accept: "application/json" }, signal);
    if (!isOk(reply)) return judgeStatus(reply, { who: "the token server", url: server, secrets: secretsOf(credential) });
    const token = tokenIn(reply);
    return token === undefined ? { kind: "inconclusive", message: `The token server at ${server.host} gave no token.` } : `Bearer ${token}`;
  }
}

function tokenServer({ realm, service }: AuthChallenge & { scheme: "bearer" }, from: { url: URL; user: string }): URL | undefined {
  const server = URL.parse(realm);
  const isOnOwnMachine = server?.protocol === "http:" && isOwnMachine(server.host) && from.url.protocol === "http:";
  if (server === null || (server.protocol !== "https:" && !isOnOwnMachine)) return undefined;
  if (service !== undefined) server.searchParams.set("service", service);
  server.searchParams.set("account", from.user);
  return server;
}

function tokenIn({ body }: OutboundReply): string | undefined {
  try {
    const answer = JSON.parse(body) as { token?: unknown; access_token?: unknown } | null;
    const token = answer?.token ?? answer?.access_token;
    return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    // Not the answer of a token server.
    return undefined;
  }
}
