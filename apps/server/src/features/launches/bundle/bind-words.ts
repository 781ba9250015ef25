import type { BindPath, ContainerEngine } from "@postern/domain";
import { nodePathWord, singleQuote } from "../../../clusters/node-path.ts";

/**
 * How an engine is told of folders, as Nextflow puts it into the script of a task: words for a shell. What is plain is told as everybody
 * would, which old versions know too; a letter that means something there, as the engine's newer words allow it.
 *
 * INVARIANT: `bindPathProblem` let it through.
 */
export function renderBindWords(engine: ContainerEngine, paths: readonly BindPath[]): string {
  return paths.map((path) => binders[engine](path)).join(" ");
}

const binders: Readonly<Record<ContainerEngine, (path: BindPath) => string>> = {
  apptainer: bindApptainer,
  singularity: bindApptainer,
  docker: (path) => (holds(path, /:/) ? mount(path, { isCsv: true, readOnly: "readonly" }) : `-v ${colons(path, true)}`),
  // Podman before 4.5 splits at every comma, and knows no quotes.
  podman: (path) => (holds(path, /:/) ? mount(path, { isCsv: false, readOnly: "ro=true" }) : `-v ${colons(path, true)}`),
  charliecloud: (path) => `-b ${colons(path, false)}`,
  sarus: ({ source, target = source }) => `--mount=type=bind,source=${nodePathWord(source)},destination=${nodePathWord(target)}`,
  shifter: () => "",
};

function bindApptainer(path: BindPath): string {
  if (holds(path, /[:,"\\]/)) return mount(path, { isCsv: true, readOnly: "ro" });
  return `-B ${colons(path, false)}`;
}

function holds({ source, target = "" }: BindPath, letter: RegExp): boolean {
  return letter.test(source) || letter.test(target);
}

/** `source:target:ro`; the middle only where it is needed. */
function colons({ source, target, isReadOnly = false }: BindPath, isTargetNeeded: boolean): string {
  const inside = target ?? (isTargetNeeded || isReadOnly ? source : undefined);
  const parts = [nodePathWord(source), ...(inside === undefined ? [] : [nodePathWord(inside)]), ...(isReadOnly ? ["ro"] : [])];
  return parts.join(":");
}

interface MountWords {
  /** Whether members are read as a line of CSV, in which quotes hold what they surround together. */
  readonly isCsv: boolean;
  readonly readOnly: string;
}

function mount({ source, target = source, isReadOnly = false }: BindPath, { isCsv, readOnly }: MountWords): string {
  const edge = isCsv ? singleQuote('"') : "";
  const inside = (text: string) => (isCsv ? text.replaceAll('"', '""') : text);
  const member = (name: string, path: string) => `${edge}${name}=${nodePathWord(path, inside)}${edge}`;
  return `--mount type=bind,${member("source", source)},${member("destination", target)}${isReadOnly ? `,${readOnly}` : ""}`;
}
