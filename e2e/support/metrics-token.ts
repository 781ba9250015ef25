import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What opens the metrics of a server that is started with `flags`. */
export interface MetricsToken extends AsyncDisposable {
  readonly text: string;
  readonly flags: readonly string[];
}

export async function makeMetricsToken(): Promise<MetricsToken> {
  const folder = await mkdtemp(join(tmpdir(), "postern-metrics-"));
  const file = join(folder, "token");
  const text = randomBytes(24).toString("hex");
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  return { text, flags: ["--metrics-token-file", file], [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
