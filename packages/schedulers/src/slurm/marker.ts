import type { CommandResult } from "@postern/domain";

/**
 * Stands between the first field and the rest of every line that we ask Slurm to print,
 * so that no line of a login banner can be taken for one of ours.
 */
export const marker = "|postern|";

/** The marked lines of an answer, each as its first field and the others. */
export function markedLines(result: CommandResult): readonly { readonly first: string; readonly rest: readonly string[] }[] {
  return result.stdout.split("\n").flatMap((line) => {
    const at = line.indexOf(marker);
    if (at === -1) return [];
    return [
      {
        first: line.slice(0, at).trim(),
        rest: line
          .slice(at + marker.length)
          .split("|")
          .map((field) => field.trim()),
      },
    ];
  });
}
