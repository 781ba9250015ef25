import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../fixtures/captures/", import.meta.url);

/** One request of a real Nextflow. */
export interface CapturedRequest {
  readonly n: number;
  readonly method: "POST" | "PUT";
  /** Path and query below the API root. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the recording server answered. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Recorded traffic by name, such as `nextflow-24.10.0-success`. */
export function readCapture(name: string): readonly CapturedRequest[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as CapturedRequest[];
}

export function listCaptures(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}
