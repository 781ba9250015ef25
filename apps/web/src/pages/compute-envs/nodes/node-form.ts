import type { NodeSetupAnswer, NodeSetupRequest } from "@postern/contracts";
import { ApiError } from "../../../api/api-error.ts";
import { containerEngines, enginesWithCache, nodeSetupProblem, parseBindPath, renderBindPath } from "@postern/domain";
import type { BindPath, ContainerEngine, NodeSetup } from "@postern/domain";

/** How nodes are made ready, as it stands in the form; every text may be empty. */
export interface NodeValues {
  /** Names, with blanks or line ends between them. */
  readonly modules: string;
  readonly headModules: string;
  readonly containerEngine: string;
  readonly containerCacheDir: string;
  /** A line for each. */
  readonly bindPaths: string;
  readonly scratch: string;
  readonly siteProfile: string;
}

export const emptyNodes: NodeValues = {
  ...{ modules: "", headModules: "", containerEngine: "", containerCacheDir: "", bindPaths: "", scratch: "", siteProfile: "" },
};

export type NodeProblems = Partial<Record<keyof NodeValues, string>>;

export function nodeValues({ nodeSetup }: { readonly nodeSetup: NodeSetupAnswer }): NodeValues {
  return {
    modules: nodeSetup.modules.join(" "),
    headModules: nodeSetup.headModules.join(" "),
    containerEngine: nodeSetup.containerEngine ?? "",
    containerCacheDir: nodeSetup.containerCacheDir ?? "",
    bindPaths: nodeSetup.bindPaths.map(({ target, ...path }) => renderBindPath({ ...path, target: target ?? undefined })).join("\n"),
    scratch: nodeSetup.scratch ?? "",
    siteProfile: nodeSetup.siteProfile ?? "",
  };
}

/** What keeps the form from being sent. */
export function nodeProblems(values: NodeValues): NodeProblems {
  const unread = linesOf(values.bindPaths).find((line) => parseBindPath(line) === undefined);
  if (unread !== undefined)
    return { bindPaths: `Write “${unread}” as host path, container path and ro, with a colon between: /data:/mnt:ro.` };
  const problem = nodeSetupProblem(setupOf(values));
  return problem === undefined ? {} : problemsOfNodeMembers([`nodeSetup.${problem.member}`], problem.text);
}

/** For the request; empty members are left out. */
export function nodeRequest(values: NodeValues): NodeSetupRequest {
  const { bindPaths = [], headModules = [], modules = [], ...rest } = setupOf(values);
  return {
    ...rest,
    ...(modules.length === 0 ? {} : { modules: [...modules] }),
    ...(headModules.length === 0 ? {} : { headModules: [...headModules] }),
    ...(bindPaths.length === 0 ? {} : { bindPaths: bindPaths.map(pathRequest) }),
  };
}

const pathRequest = ({ source, target, isReadOnly }: BindPath) => ({
  ...{ source },
  ...(target === undefined ? {} : { target }),
  ...(isReadOnly === true ? { isReadOnly } : {}),
});

/** What the server blames, beside its field. */
export function blamedNodes(error: Error | null): NodeProblems {
  return error instanceof ApiError ? problemsOfNodeMembers(error.fields, error.message) : {};
}

function problemsOfNodeMembers(members: readonly string[], message: string): NodeProblems {
  const names = (Object.keys(emptyNodes) as (keyof NodeValues)[]).filter((name) =>
    members.some((member) => member === `nodeSetup.${name}` || member.startsWith(`nodeSetup.${name}.`)),
  );
  return Object.fromEntries(names.map((name) => [name, message]));
}

/** As the rules read it; lines that are none are not in it. */
export function setupOf(values: NodeValues): NodeSetup {
  const engine = engineOf(values.containerEngine);
  const hasCache = engine !== undefined && engine !== "none" && enginesWithCache.has(engine);
  const hasPaths = engine !== undefined && engine !== "none";
  return {
    ...list("modules", wordsOf(values.modules)),
    ...list("headModules", wordsOf(values.headModules)),
    ...(engine === undefined ? {} : { containerEngine: engine }),
    ...(hasCache ? filled("containerCacheDir", values.containerCacheDir) : {}),
    ...(hasPaths
      ? list(
          "bindPaths",
          linesOf(values.bindPaths).flatMap((line): BindPath[] => [parseBindPath(line) ?? []].flat()),
        )
      : {}),
    ...filled("scratch", values.scratch),
    ...filled("siteProfile", values.siteProfile),
  };
}

function engineOf(text: string): ContainerEngine | "none" | undefined {
  return text === "none" ? "none" : containerEngines.find((engine) => engine === text);
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");
const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");
const list = <Name extends string, Value>(name: Name, values: readonly Value[]): Partial<Record<Name, readonly Value[]>> =>
  values.length === 0 ? {} : ({ [name]: values } as Record<Name, readonly Value[]>);
const filled = <Name extends string>(name: Name, value: string): Partial<Record<Name, string>> =>
  value.trim() === "" ? {} : ({ [name]: value.trim() } as Record<Name, string>);
