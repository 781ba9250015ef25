import type { Task } from "@postern/contracts";
import type { Address } from "../../hooks/use-address.ts";

export interface TaskColumn {
  /** The member that the server sorts by. */
  readonly key: keyof Task;
  readonly title: string;
  readonly isNumeric: boolean;
  readonly isOnPhone: boolean;
}

export const columnsOfTasks: readonly TaskColumn[] = [
  { key: "taskId", title: "Task", isNumeric: true, isOnPhone: false },
  { key: "status", title: "State", isNumeric: false, isOnPhone: true },
  { key: "name", title: "Name", isNumeric: false, isOnPhone: true },
  { key: "hash", title: "Hash", isNumeric: false, isOnPhone: false },
  { key: "attempt", title: "Attempt", isNumeric: true, isOnPhone: false },
  { key: "exit", title: "Exit", isNumeric: true, isOnPhone: false },
  { key: "submit", title: "Submitted", isNumeric: false, isOnPhone: false },
  { key: "duration", title: "Duration", isNumeric: true, isOnPhone: true },
  { key: "pcpu", title: "CPU", isNumeric: true, isOnPhone: false },
  { key: "peakRss", title: "Peak memory", isNumeric: true, isOnPhone: false },
];

export interface TaskSort {
  readonly sortBy: string;
  readonly sortDir: string;
}

/** The order asked for in the address; by number when it names none that we have. */
export function sortOf(address: Address): TaskSort {
  const asked = columnsOfTasks.find((column) => column.key === address["sortBy"]);
  return { sortBy: asked?.key ?? "taskId", sortDir: address["sortDir"] === "desc" ? "desc" : "asc" };
}
