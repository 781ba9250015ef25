// Runs one benchmark file in a process of its own, so that none inherits the heap of another, and prints its figures as JSON.
import { pathToFileURL } from "node:url";
import type { Benchmark } from "./harness.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: run-benchmark.ts FILE");
const { benchmark } = (await import(pathToFileURL(file).href)) as { benchmark: Benchmark };
process.stdout.write(`${JSON.stringify(await benchmark.run())}\n`);
