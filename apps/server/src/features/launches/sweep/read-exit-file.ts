import { isAppError } from "@postern/domain";
import type { ExitFile } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

/** What the launcher left in its exit file. Never throws for the way to the cluster: then nothing was seen. */
export async function readExitFile(channel: CommandChannel, path: string): Promise<ExitFile> {
  try {
    const { bytes } = await channel.readFile(path, { maxBytes: 64 });
    const code = /^\d{1,3}\s*$/.exec(new TextDecoder().decode(bytes));
    return code === null ? { seen: "nothing" } : { seen: "code", exitCode: Number(code[0]) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.code === "file.not_found" ? { seen: "missing" } : { seen: "nothing" };
  }
}
