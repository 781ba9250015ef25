import { gitReach } from "@postern/domain";
import type { GitProvider } from "@postern/domain";
import type { OutboundHttp, OutboundReply } from "../../../../outbound/outbound-http.ts";
import { gitHosts, isGood, userAndToken } from "./git-hosts.ts";
import type { HostQuestion } from "./git-hosts.ts";
import { isOk, judgeStatus } from "./judge-reply.ts";
import type { Asked } from "./judge-reply.ts";
import { secretsOf, textMember } from "./members.ts";
import type { CredentialProbe, ProbedCredential, ProbeOutcome } from "./probe.ts";
import { unlessUnreached } from "./unless-unreached.ts";

/**
 * Asks a Git host who somebody is; or, where the base URL names a repository, what is in it, as `git` does.
 * INVARIANT: a credential goes to the host that its provider and base URL name (`gitReach`), and to no other.
 */
export class GitHostProbe implements CredentialProbe {
  readonly #http: Pick<OutboundHttp, "get">;

  constructor(http: Pick<OutboundHttp, "get">) {
    this.#http = http;
  }

  async probe(credential: ProbedCredential, signal: AbortSignal): Promise<ProbeOutcome> {
    const provider = credential.provider as GitProvider;
    const base = baseOf(credential);
    if (base === "unclear") return { kind: "unchecked", message: "The base URL is not understood, so nothing is asked." };
    const repository = base === undefined ? undefined : repositoryAt(base, provider);
    if (repository !== undefined) return unlessUnreached(() => this.#askRepository(credential, repository, signal));
    const question = gitHosts[provider].ask(credential, base);
    if (typeof question === "string") return { kind: "unchecked", message: question };
    return unlessUnreached(() => this.#askHost(credential, question, signal));
  }

  async #askHost(credential: ProbedCredential, question: HostQuestion, signal: AbortSignal): Promise<ProbeOutcome> {
    const host = gitHosts[credential.provider as GitProvider];
    const { url, reply } = await this.#firstFound(question, signal);
    const special = host.judge?.(reply);
    if (special !== undefined) return special;
    if (isGood(reply)) return { kind: "valid" };
    if (isOk(reply))
      return { kind: "inconclusive", message: `${url.host} answers with a page, not as ${host.who} does; check the base URL.` };
    return judgeStatus(reply, { who: host.who, url, secrets: secretsOf(credential) });
  }

  async #firstFound({ urls, authorization }: HostQuestion, signal: AbortSignal): Promise<{ url: URL; reply: OutboundReply }> {
    const [url, ...others] = urls as readonly [URL, ...URL[]];
    const reply = await this.#http.get(url, { authorization, accept: "application/json" }, signal);
    if (reply.status !== 404 || others.length === 0) return { url, reply };
    return this.#firstFound({ urls: others, authorization }, signal);
  }

  async #askRepository(credential: ProbedCredential, repository: URL, signal: AbortSignal): Promise<ProbeOutcome> {
    const url = new URL(`${repository.href}/info/refs?service=git-upload-pack`);
    const asked: Asked = { who: gitHosts[credential.provider as GitProvider].who, url, secrets: secretsOf(credential) };
    if (/^(AKIA|ASIA)/.test(textMember(credential, "username") ?? "")) {
      return { kind: "unchecked", message: "Access keys of AWS are not checked with CodeCommit: only Git user names and passwords are." };
    }
    const reply = await this.#http.get(url, { authorization: userAndToken(credential) }, signal);
    if (isOk(reply) && reply.headers["content-type"] === "application/x-git-upload-pack-advertisement") return { kind: "valid" };
    return isOk(reply)
      ? { kind: "inconclusive", message: `${url.host} answers with a page, not as a Git server; check the base URL.` }
      : judgeStatus(reply, asked);
  }
}

function baseOf({ provider, baseUrl }: ProbedCredential): URL | "unclear" | undefined {
  if (baseUrl === null || baseUrl.trim() === "") return undefined;
  const url = gitReach(provider as GitProvider, baseUrl) === undefined ? null : URL.parse(baseUrl.trim());
  return url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "" ? "unclear" : url;
}

/** The repository that a base URL names, where its form says that it is one. */
function repositoryAt(base: URL, provider: GitProvider): URL | undefined {
  const path = base.pathname.replace(/\/+$/, "");
  const isRepository =
    /[^/]\.git$/.test(path) || /\/_git\/[^/]+$/.test(path) || (provider === "codecommit" && /\/v1\/repos\/[^/]+$/.test(path));
  return isRepository ? new URL(path, base) : undefined;
}
