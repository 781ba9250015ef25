import type { LocalChannel } from "@postern/transport/local";

/** What an agent does on its machine: the acts of a channel to it. */
export type Machine = Pick<LocalChannel, "run" | "readFile" | "tail" | "writeFile" | "stat" | "list" | "makeDirectory">;
