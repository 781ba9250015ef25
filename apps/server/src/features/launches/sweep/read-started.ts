import { isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

/** Which job of a run got through the door. `id`: as its scheduler told it; `undefined` where it did not, or where nobody could look. */
export type Started = { readonly seen: "yes"; readonly id: string | undefined } | { readonly seen: "no" } | { readonly seen: "nothing" };

/** What the launcher left when it began: host, process, time and job. Never throws for the way to the cluster. */
export async function readStarted(channel: CommandChannel, path: string): Promise<Started> {
  try {
    const { bytes } = await channel.readFile(path, { maxBytes: 1024 });
    // Each word may be the last one of a file that is being written: an id has its line end. It becomes a word of commands, and others may be able to
    // write in the folder: what is no number of one job, such as an option, or the 0 that means all jobs to LSF, is none.
    const id = /^\S+ \d+ \S+ ([1-9]\d*(?:\[\])?(?:\.[A-Za-z\d][\w.-]*)?(?:@[\w.-]+)?)\n/.exec(new TextDecoder().decode(bytes))?.[1];
    return { seen: "yes", id };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.code === "file.not_found" ? { seen: "no" } : { seen: "nothing" };
  }
}
