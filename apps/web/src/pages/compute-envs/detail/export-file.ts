import type { ComputeEnv, HeadJobResourcesAnswer, LaunchRules, NodeSetupAnswer } from "@postern/contracts";
import { withoutNothing } from "../made-environment.ts";

/** What only this server knows of an environment, beside the settings of the public API. Clients of that leave it alone. */
export interface OwnPart {
  readonly nodeSetup?: NodeSetupAnswer | undefined;
  readonly resources?: HeadJobResourcesAnswer | undefined;
  /** Null where there are none. Without any option they allow nothing, which is to be said. */
  readonly launchRules?: LaunchRules | null | undefined;
}

/**
 * What `tw compute-envs export` writes of an environment, so that `tw compute-envs import` reads it: its settings, and its labels beside them. In
 * `postern` what that knows nothing of, for the form here.
 */
export function exportText({ config, labels }: Pick<ComputeEnv, "config" | "labels">, own: OwnPart = {}): string {
  const named = labels.map(({ name, value, resource }) => withoutNothing({ name, value, resource }));
  const postern = { ...part("nodeSetup", said(own.nodeSetup)), ...part("resources", said(own.resources)), ...rulesOf(own) };
  return `${JSON.stringify({ ...withoutNothing(config), labels: named, ...part("postern", postern) }, undefined, 2)}\n`;
}

/** The text as an address that the browser saves as a file. */
export const exportAddress = (environment: Pick<ComputeEnv, "config" | "labels">, own: OwnPart): string =>
  `data:application/json;charset=utf-8,${encodeURIComponent(exportText(environment, own))}`;

/** Without what is empty. */
const said = (answer: object = {}): object =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
const rulesOf = ({ launchRules: rules }: OwnPart): object =>
  rules === null || rules === undefined
    ? {}
    : { launchRules: Object.fromEntries(Object.entries(rules).map(([option, bound]) => [option, said(bound)] as const)) };
const part = (name: string, value: object): object => (Object.keys(value).length === 0 ? {} : { [name]: value });
