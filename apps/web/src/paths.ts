/**
 * Every address of the pages, in one place. Ours by now: the personal workspace. The shape of an organization's is
 * settled, so that links from outside (`watchUrl`) keep their form when workspaces arrive.
 */
export type Scope =
  | { readonly kind: "user"; readonly userName: string }
  | { readonly kind: "workspace"; readonly orgName: string; readonly workspaceName: string };

export const userScope = (userName: string): Scope => ({ kind: "user", userName });

function base(scope: Scope): string {
  if (scope.kind === "user") return `/user/${segment(scope.userName)}`;
  return `/orgs/${segment(scope.orgName)}/workspaces/${segment(scope.workspaceName)}`;
}

const segment = (text: string): string => encodeURIComponent(text);

export const paths = {
  home: () => "/",
  signIn: () => "/sign-in",
  setup: (link: string) => `/setup/${segment(link)}`,
  tokens: () => "/tokens",
  runs: (scope: Scope) => `${base(scope)}/watch`,
  run: (scope: Scope, runId: string) => `${base(scope)}/watch/${segment(runId)}`,
  launch: (scope: Scope) => `${base(scope)}/launch`,
  computeEnvs: (scope: Scope) => `${base(scope)}/compute-envs`,
  newComputeEnv: (scope: Scope) => `${base(scope)}/compute-envs/new`,
  computeEnv: (scope: Scope, computeEnvId: string) => `${base(scope)}/compute-envs/${segment(computeEnvId)}`,
  credentials: (scope: Scope) => `${base(scope)}/credentials`,
  newCredential: (scope: Scope) => `${base(scope)}/credentials/new`,
  agents: (scope: Scope) => `${base(scope)}/agents`,
} as const;

/**
 * Where to go after signing in: the address that was asked for, when it is one of our own.
 * Anything else would let a foreign link send a person who just signed in to a foreign site.
 */
export function safeReturnPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])/.test(asked)) return paths.home();
  return asked.startsWith("/sign-in") || asked.startsWith("/setup/") ? paths.home() : asked;
}
