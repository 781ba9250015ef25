/** What stands between a line with BEGIN and one with END. */
export interface Armour {
  /** Such as `OPENSSH PRIVATE KEY`. */
  readonly label: string;
  readonly body: string;
  /** Both lines are there, and name the same. */
  readonly isWhole: boolean;
}

export interface FoundArmours {
  readonly armours: readonly Armour[];
  /** The dashes of the lines were others than five hyphens on each side. */
  readonly hadOddDashes: boolean;
  /** Something stands before, between or behind them. */
  readonly hadOtherText: boolean;
}

interface Edge {
  readonly isBegin: boolean;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

// Mail programs and word processors make one long dash of two or three hyphens. Base64 has none of them.
// INVARIANT: everything is bounded, so that a text of nothing but dashes takes one pass and not one for each dash.
const dashes = "[-\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d]";
const edgePattern = `${dashes}{1,12}[ \\t]?(?<side>BEGIN|END)[ \\t]{1,8}(?<label>[A-Z0-9]{1,20}(?:[ \\t][A-Z0-9]{1,20}){0,5})[ \\t]?${dashes}{1,12}`;
const exactEdge = /^(?:-----(?:BEGIN|END) [A-Z0-9 ]+-----|---- (?:BEGIN|END) SSH2 [A-Z ]+ ----)$/;

/** The armoured blocks of a text, also when a dash, a line end or one of their two lines is missing. */
export function findArmours(text: string): FoundArmours {
  const found = [...text.matchAll(new RegExp(edgePattern, "gu"))];
  const edges = found.map(toEdge);
  const armours = edges.flatMap((edge, index) => {
    if (isPair(edges[index - 1], edge)) return [];
    const next = edges[index + 1];
    const body = edge.isBegin ? text.slice(edge.end, next?.start) : "";
    return [{ label: edge.label, body, isWhole: isPair(edge, next) }];
  });
  const areWhole = armours.every(({ isWhole }) => isWhole);
  return {
    armours,
    hadOddDashes: found.some(([line]) => !exactEdge.test(line)),
    hadOtherText: areWhole && /[^\s"'`,;]/u.test(textAround(text, edges)),
  };
}

function toEdge(match: RegExpExecArray): Edge {
  const { side, label = "" } = match.groups ?? {};
  return { isBegin: side === "BEGIN", label: label.replaceAll("\t", " "), start: match.index, end: match.index + match[0].length };
}

function isPair(one: Edge | undefined, other: Edge | undefined): boolean {
  return one?.isBegin === true && other?.isBegin === false && one.label === other.label;
}

/** All that stands outside of pairs, where there are only pairs. */
function textAround(text: string, edges: readonly Edge[]): string {
  const behind = edges.map((edge, index) => (edge.isBegin ? "" : text.slice(edge.end, edges[index + 1]?.start)));
  return text.slice(0, edges[0]?.start) + behind.join("");
}
