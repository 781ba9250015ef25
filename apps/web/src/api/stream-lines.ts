import { openStream } from "./client.ts";

export interface LineStream<Line> {
  readonly body: unknown;
  readonly signal: AbortSignal;
  readonly onLine: (line: Line) => void;
}

/**
 * Posts, and hears the answer line by line as it comes. Aborting ends it on the server too.
 *
 * @throws ApiError as every call does; what breaks off in the middle ends without one.
 */
export async function streamLines<Line>(path: string, { body, signal, onLine }: LineStream<Line>): Promise<void> {
  const reader = (await openStream(path, { body, signal })).pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = `${rest}${value}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(JSON.parse(line) as Line);
  }
}
