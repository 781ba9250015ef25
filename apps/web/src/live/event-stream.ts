/**
 * Reads a server-sent event stream from its raw text. The browser's own EventSource hides comment lines, and those
 * are the sign of life that we need.
 */
export class EventStreamParser {
  #rest = "";

  /** The `data` of every event that this piece completes. Pieces may end anywhere. */
  push(piece: string): readonly string[] {
    const blocks = (this.#rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return blocks.map(dataOf).filter((data) => data !== "");
  }
}

function dataOf(block: string): string {
  return block
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
}
