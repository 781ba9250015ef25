import type { GitProvider } from "@postern/domain";
import type { OutboundReply } from "../../../../outbound/outbound-http.ts";
import { isJson, isOk } from "./judge-reply.ts";
import { basicAuthorization, textMember } from "./members.ts";
import type { ProbedCredential, ProbeOutcome } from "./probe.ts";

/** What to ask a Git host, and how. */
export interface HostQuestion {
  /** Addresses to try in turn, until one has something there. */
  readonly urls: readonly URL[];
  readonly authorization: string;
}

export interface GitHost {
  readonly who: string;
  /** A text: why it cannot be asked about this credential. */
  ask(credential: ProbedCredential, base: URL | undefined): HostQuestion | string;
  /** Answers that mean something else here than their status says. */
  judge?(reply: OutboundReply): ProbeOutcome | undefined;
}

const accepted: ProbeOutcome = { kind: "valid" };

/** The products by what they answer. Each knows its own words for "good, but without the right to be asked this". */
export const gitHosts: Readonly<Record<GitProvider, GitHost>> = {
  github: {
    who: "GitHub",
    ask: (credential, base) => ({ urls: githubUrls(base), authorization: userAndToken(credential) }),
    judge: (reply) => (reply.status === 403 && /not accessible by integration/i.test(reply.body) ? accepted : undefined),
  },
  github_app: { who: "GitHub", ask: () => "GitHub Apps are kept here, but not checked." },
  gitlab: {
    who: "GitLab",
    ask: (credential, base) => {
      if (isDeployToken(credential)) return "A deploy token cannot be checked without a repository: GitLab answers it nothing else.";
      const token = textMember(credential, "token") ?? textMember(credential, "password") ?? "";
      return { urls: underRoots(base ?? new URL("https://gitlab.com"), "api/v4/user"), authorization: bearer(token) };
    },
    judge: (reply) => (reply.status === 403 && reply.body.includes("insufficient_scope") ? accepted : undefined),
  },
  bitbucket: {
    who: "Bitbucket",
    ask: (credential, base) => (isBitbucketCloud(base) ? askBitbucketCloud(credential) : askBitbucketServer(credential, base)),
    judge: judgeBitbucket,
  },
  gitea: {
    who: "Gitea",
    ask: (credential, base) => ({
      urls: underRoots(base ?? new URL("https://gitea.com"), "api/v1/user"),
      authorization: userAndToken(credential),
    }),
    judge: (reply) => (reply.status === 403 && reply.body.includes("required scope") ? accepted : undefined),
  },
  azurerepos: { who: "Azure DevOps", ask: askAzure, judge: judgeAzure },
  codecommit: {
    who: "CodeCommit",
    ask: () => "CodeCommit cannot be asked without a repository: name one in the base URL to have the credential checked.",
  },
};

/** The general rule after `judge`. */
export function isGood(reply: OutboundReply): boolean {
  return isOk(reply) && isJson(reply);
}

export function userAndToken(credential: ProbedCredential): string {
  const password = textMember(credential, "token") ?? textMember(credential, "password") ?? "";
  return basicAuthorization(textMember(credential, "username") ?? "", password);
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

function githubUrls(base: URL | undefined): readonly URL[] {
  if (base === undefined || /^(www\.)?github\.com$/.test(base.hostname)) return [new URL("https://api.github.com/user")];
  // Where GitHub keeps the data of an enterprise in its own region, the interface has a host of its own.
  if (base.hostname.endsWith(".ghe.com")) return [new URL(`https://api.${base.hostname}/user`)];
  return [new URL("/api/v3/user", base)];
}

function isDeployToken(credential: ProbedCredential): boolean {
  const names = [textMember(credential, "token"), textMember(credential, "password")];
  return (
    (textMember(credential, "username") ?? "").startsWith("gitlab+deploy-token") || names.some((name) => name?.startsWith("gldt-") === true)
  );
}

/** The root of the host, and the first folder: an installation can live below one, which a base URL does not tell apart from a group. */
function underRoots(base: URL, path: string): readonly URL[] {
  const [, first = ""] = base.pathname.split("/");
  return [new URL(`/${path}`, base), ...(first === "" ? [] : [new URL(`/${first}/${path}`, base)])];
}

function isBitbucketCloud(base: URL | undefined): boolean {
  return base === undefined || /^(www\.)?bitbucket\.org$/.test(base.hostname);
}

function askBitbucketCloud(credential: ProbedCredential): HostQuestion {
  const token = textMember(credential, "token") ?? textMember(credential, "password") ?? "";
  const isAccessToken = textMember(credential, "username") === "x-token-auth";
  return { urls: [new URL("https://api.bitbucket.org/2.0/user")], authorization: isAccessToken ? bearer(token) : userAndToken(credential) };
}

function askBitbucketServer(credential: ProbedCredential, base: URL | undefined): HostQuestion {
  const token = textMember(credential, "token");
  // It answers only to somebody: projects may be open to all.
  const urls = base === undefined ? [] : underRoots(base, "rest/api/1.0/profile/recent/repos?limit=1");
  return { urls, authorization: token === undefined ? userAndToken(credential) : bearer(token) };
}

function judgeBitbucket(reply: OutboundReply): ProbeOutcome | undefined {
  if (reply.headers["x-authentication-denied-reason"] !== undefined) {
    return { kind: "invalid", message: "Bitbucket wants the account to sign in on its pages first, after too many failures (CAPTCHA)." };
  }
  return reply.status === 403 && reply.body.includes("required privilege scopes") ? accepted : undefined;
}

function askAzure(credential: ProbedCredential, base: URL | undefined): HostQuestion | string {
  const [first, second] = (base?.pathname ?? "").split("/").filter((part) => part !== "" && part !== "_git");
  const isOldHost = base?.hostname.endsWith(".visualstudio.com") === true;
  if (base === undefined || (first === undefined && !isOldHost)) {
    return "Azure DevOps can only be asked about an organization: name it in the base URL to have the credential checked.";
  }
  const place = [first, isOldHost ? undefined : second].filter((part) => part !== undefined);
  // What a clone needs, too: a token that may not read code is of no use here.
  return {
    urls: [new URL(`/${[...place, "_apis/git/repositories"].join("/")}?api-version=6.0`, base)],
    authorization: userAndToken(credential),
  };
}

/** It answers a bad token with the page for signing in, as if somebody had asked with a browser. */
function judgeAzure({ status, headers }: OutboundReply): ProbeOutcome | undefined {
  const isSignIn = status === 203 || (status === 302 && /signin|login/i.test(headers.location ?? ""));
  return isSignIn
    ? { kind: "invalid", message: `Azure DevOps does not accept the token: it asks to sign in (${String(status)}).` }
    : undefined;
}
