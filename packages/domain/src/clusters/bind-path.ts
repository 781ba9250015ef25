import type { ContainerEngine } from "./container-engine.ts";

/** A folder of the nodes that containers see as well. Paths may hold variables of the node, such as `$TMPDIR`. */
export interface BindPath {
  readonly source: string;
  /** Where it is inside; the same place where nothing is said. */
  readonly target?: string | undefined;
  readonly isReadOnly?: boolean | undefined;
}

/** A variable of a compute node in a path, as `$NAME` or `${NAME}`. The shell of a task fills it in, so it is one of the node's own. */
export const nodeVariable = /\$(?:\{(?<braced>[A-Za-z_]\w*)\}|(?<plain>[A-Za-z_]\w*))/g;

/** Why a path cannot be one on a compute node, as a sentence; `undefined` when it can. */
export function nodePathProblem(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return "A path on a node is one line.";
  const plain = path.replace(nodeVariable, "");
  if (plain.includes("$")) return `The path ${path} holds a $ that begins no variable, such as $TMPDIR.`;
  if (path.startsWith("/") || /^\$(?:\{?[A-Za-z_])/.test(path)) return undefined;
  return `The path ${path} must begin with / or with a variable of the node, such as $TMPDIR.`;
}

/**
 * Why an engine cannot be told of a path, as a sentence; `undefined` when it can. Engines read letters of their own between and behind paths,
 * and not all of them have another way to say it.
 */
export function bindPathProblem(engine: ContainerEngine, { source, target = "", isReadOnly = false }: BindPath): string | undefined {
  const problem = nodePathProblem(source) ?? (target === "" ? undefined : nodePathProblem(target));
  if (problem !== undefined) return problem;
  const { name, bindsPaths, bindsReadOnly, unsayable } = engineLimits[engine];
  if (!bindsPaths) return `Nextflow tells ${name} of no paths: which ones its containers see is set by the site.`;
  if (isReadOnly && !bindsReadOnly) return `${name} binds ${source} to be written as well: it knows nothing read-only.`;
  const letter = unsayable([source, target]);
  return letter === undefined ? undefined : `${name} cannot be told of a path with ${letter} in it: ${source}.`;
}

interface EngineLimits {
  readonly name: string;
  readonly bindsPaths: boolean;
  readonly bindsReadOnly: boolean;
  /** What is in these paths that the engine has no way to say. */
  readonly unsayable: (paths: readonly string[]) => string | undefined;
}

const has = (letter: string, paths: readonly string[]): boolean => paths.some((path) => path.includes(letter));
const colon = (paths: readonly string[]) => (has(":", paths) ? "a colon" : undefined);
const comma = (paths: readonly string[]) => (has(",", paths) ? "a comma" : undefined);
/** `--volume` takes commas and `--mount` takes colons; nothing takes both. */
const both = (paths: readonly string[]) => (has(":", paths) && has(",", paths) ? "a colon and a comma" : undefined);
const nothing = () => undefined;

const engineLimits: Readonly<Record<ContainerEngine, EngineLimits>> = {
  apptainer: { name: "Apptainer", bindsPaths: true, bindsReadOnly: true, unsayable: nothing },
  singularity: { name: "Singularity", bindsPaths: true, bindsReadOnly: true, unsayable: nothing },
  docker: { name: "Docker", bindsPaths: true, bindsReadOnly: true, unsayable: nothing },
  podman: { name: "Podman", bindsPaths: true, bindsReadOnly: true, unsayable: both },
  charliecloud: { name: "Charliecloud", bindsPaths: true, bindsReadOnly: false, unsayable: colon },
  sarus: { name: "Sarus", bindsPaths: true, bindsReadOnly: false, unsayable: comma },
  shifter: { name: "Shifter", bindsPaths: false, bindsReadOnly: false, unsayable: nothing },
};

/** As a person writes it in a line, `host[:container][:ro]`; what only other words could say has `\` before its colons. */
export function renderBindPath({ source, target, isReadOnly }: BindPath): string {
  const parts = [source, ...(target === undefined || target === "" || target === source ? [] : [target])];
  return [...parts.map((part) => part.replaceAll(/[\\:]/g, String.raw`\$&`)), ...(isReadOnly === true ? ["ro"] : [])].join(":");
}

/** Reads such a line; `undefined` for one that has more parts than these. */
export function parseBindPath(line: string): BindPath | undefined {
  const parts = [...line.trim().matchAll(/(?<part>(?:\\.|[^\\:])*)(?::|$)/gu)].map(({ groups }) => groups?.["part"] ?? "");
  // The pattern also finds the nothing at the end of the line.
  const [source = "", ...more] = parts.slice(0, -1).map((part) => part.replaceAll(/\\(.)/gu, "$1"));
  const last = more.at(-1);
  const options = last === "ro" || last === "rw" ? more.splice(-1) : [];
  if (source === "" || more.length > 1 || more[0] === "") return undefined;
  return { source, ...(more[0] === undefined ? {} : { target: more[0] }), ...(options[0] === "ro" ? { isReadOnly: true } : {}) };
}
