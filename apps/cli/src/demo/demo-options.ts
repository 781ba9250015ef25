import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "@postern/domain";
import { Command } from "commander";

export interface DemoOptions {
  /** Ends with the run, and with its status. */
  readonly once: boolean;
  readonly dataDir: string;
  /** Undefined: 127.0.0.1:8000, or any free port when that is taken. */
  readonly listen: string | undefined;
  /** A folder or a Git address. */
  readonly pipeline: string;
  /** JSON object, or undefined. */
  readonly params: string | undefined;
}

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** @throws request.invalid for parameters that are no JSON object. */
export function readDemoOptions(words: readonly string[]): DemoOptions {
  const command = new Command("npm start --")
    .description("start Postern on this computer and run a pipeline with it")
    .option("--once", "end when the run has ended; the exit code tells how", false)
    .option("--data-dir <dir>", "where everything is kept", join(root, ".postern"))
    .option("--listen <host:port>", "address to listen on")
    .option("--pipeline <path or URL>", "what to run", join(root, "examples/hello"))
    .option("--params <json>", "parameters of the pipeline")
    .parse(words, { from: "user" });
  const options = command.opts<Record<string, string | undefined> & { once: boolean }>();
  refuseBadParams(options["params"]);
  return {
    once: options.once,
    dataDir: resolve(options["dataDir"] ?? ""),
    listen: options["listen"],
    pipeline: toPipeline(options["pipeline"] ?? ""),
    params: options["params"],
  };
}

function toPipeline(value: string): string {
  return /^[a-z+]+:\//i.test(value) ? value : resolve(value);
}

function refuseBadParams(text: string | undefined): void {
  if (text === undefined) return;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  } catch {
    // Said below, with the same words as for JSON of another kind.
  }
  throw new AppError("request.invalid", "--params must be a JSON object, such as '{\"nap\": 2}'.");
}
