import type { NodeSetupRequest } from "@postern/contracts";
import { AppError, nodeSetupProblem } from "@postern/domain";
import type { BindPath, NodeSetup } from "@postern/domain";
import { given } from "../../../given.ts";

/** Without what is empty or said twice. @throws request.invalid naming the member at fault. */
export function readNodeSetup(wanted: NodeSetupRequest): NodeSetup {
  const modules = named(wanted.modules);
  const headModules = named(wanted.headModules).filter((name) => !modules.includes(name));
  const bindPaths = (wanted.bindPaths ?? []).map(toBindPath);
  const setup: NodeSetup = {
    ...filled("modules", modules),
    ...filled("headModules", headModules),
    ...present("containerEngine", wanted.containerEngine ?? undefined),
    ...present("containerCacheDir", trimmed(wanted.containerCacheDir)),
    ...filled("bindPaths", bindPaths),
    ...present("scratch", trimmed(wanted.scratch)),
    ...present("siteProfile", trimmed(wanted.siteProfile)),
  };
  const problem = nodeSetupProblem(setup);
  if (problem === undefined) return setup;
  throw new AppError("request.invalid", problem.text, { fields: [`nodeSetup.${problem.member}`] });
}

/** As the column holds it: null for none. */
export function nodeSetupColumn(setup: NodeSetup): string | null {
  return Object.keys(setup).length === 0 ? null : JSON.stringify(setup);
}

const named = (names: readonly string[] | null | undefined): readonly string[] => [
  ...new Set((names ?? []).map((name) => name.trim()).filter((name) => name !== "")),
];

const trimmed = (text: string | null | undefined): string | undefined => given(text?.trim());

function toBindPath({ source, target, isReadOnly }: NonNullable<NodeSetupRequest["bindPaths"]>[number]): BindPath {
  const place = trimmed(target);
  return { source: source.trim(), ...(place === undefined ? {} : { target: place }), ...(isReadOnly === true ? { isReadOnly } : {}) };
}

const filled = <Name extends string, Value>(name: Name, values: readonly Value[]): Partial<Record<Name, readonly Value[]>> =>
  values.length === 0 ? {} : ({ [name]: values } as Record<Name, readonly Value[]>);
const present = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
