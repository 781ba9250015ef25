import type { Finding } from "./finding.ts";

/** More than anybody reads; a trail that was changed everywhere must not fill the memory. */
const maxFindings = 1000;

/** Findings in the order in which they are made; neighbours of one kind become one. */
export class FindingList {
  readonly #findings: Finding[] = [];
  #isFull = false;

  get all(): readonly Finding[] {
    return this.#findings;
  }

  /** Whether there are more than are kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  add(finding: Finding): void {
    const last = this.#findings.at(-1);
    if (last !== undefined && continues(last, finding)) this.#findings[this.#findings.length - 1] = { ...last, to: finding.to };
    else if (this.#findings.length < maxFindings) this.#findings.push(finding);
    else this.#isFull = true;
  }
}

function continues(last: Finding, next: Finding): boolean {
  return last.kind === next.kind && last.by === next.by && last.about === next.about && next.from === last.to + 1;
}
