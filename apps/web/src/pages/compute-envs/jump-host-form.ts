import type { JumpHost, JumpHostsResponse } from "@postern/contracts";
import { ApiError } from "../../api/api-error.ts";
import { sshAddressMembers, sshAddressProblems } from "./ssh-address.ts";
import type { SshAddressValues } from "./ssh-address.ts";

/** A jump host as it stands in a form. */
export interface JumpHostLine extends SshAddressValues {
  /** The SSH key for the account there. */
  readonly credentialsId: string;
}

export type JumpHostProblem = Partial<Record<keyof JumpHostLine, string>>;
/** By the place of the line; what is right has none. */
export type JumpHostProblems = Readonly<Record<number, JumpHostProblem>>;

/** As many as the server takes. */
export const mostJumpHosts = 5;

/** Most sites take one key everywhere. */
export const newJumpHost = (credentialsId: string): JumpHostLine => ({ hostName: "", port: "22", userName: "", credentialsId });

export function jumpHostValues({ jumpHosts }: Pick<JumpHostsResponse, "jumpHosts">): { readonly lines: readonly JumpHostLine[] } {
  return { lines: jumpHosts.map((host) => ({ ...host, port: String(host.port) })) };
}

/** What keeps the form from being sent; empty when nothing does. */
export function jumpHostProblems(lines: readonly JumpHostLine[]): JumpHostProblems {
  const problems = lines.map((line, place): readonly [number, JumpHostProblem] => {
    const key = line.credentialsId === "" ? { credentialsId: "Choose the SSH key for this account." } : {};
    return [place, { ...sshAddressProblems(line, "jump host"), ...key }];
  });
  return Object.fromEntries(problems.filter(([, problem]) => Object.keys(problem).length > 0));
}

export const jumpHostsRequest = (lines: readonly JumpHostLine[]): JumpHost[] =>
  lines.map((line) => ({ ...sshAddressMembers(line), credentialsId: line.credentialsId }));

/** What the server blames, by its line and field: `jumpHosts.0.hostName`. Nothing when it blames something else. */
export function blamedJumpHosts(error: Error | null): JumpHostProblems {
  const fields = error instanceof ApiError ? error.fields : [];
  const places = fields.flatMap((field) => {
    const { place, member } = /(?:^|[./])jumpHosts[./](?<place>\d+)[./](?<member>\w+)$/.exec(field)?.groups ?? {};
    return place === undefined || member === undefined ? [] : [[Number(place), { [member]: error?.message }] as const];
  });
  return Object.fromEntries(places) as JumpHostProblems;
}

/** The lines with one of them moved; the same lines when it is at the end already. */
export function withMovedLine<Line>(lines: readonly Line[], from: number, to: number): readonly Line[] {
  const moved = lines[from];
  if (moved === undefined || to < 0 || to >= lines.length) return lines;
  return lines.filter((_, place) => place !== from).toSpliced(to, 0, moved);
}
