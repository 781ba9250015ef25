import type { SchedulerCommand } from "../scheduler.ts";
import { askScript } from "./scripts.ts";

/** The script is a constant; everything that varies is an argument, which no shell reads as program text. */
export function ask(act: "submit" | "status" | "find_live" | "cancel" | "probe", ...words: readonly string[]): SchedulerCommand {
  return { words: ["sh", "-c", askScript, "postern-local", act, ...words] };
}
