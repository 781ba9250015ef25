import { renderBytes } from "../check-free-space.ts";
import type { CheckContext } from "../check-context.ts";
import type { StepResult } from "../check-step.ts";
import type { TrialReport, TrialRoom } from "./trial-report.ts";

/** What a task of some size writes. */
const leastBytes = 10 * 1024 ** 3;
/** Disks of a node. What lies in memory counts as that of a task, and what lies elsewhere is no quicker than the work directory. */
const diskFileSystems: ReadonlySet<string> = new Set(["ext2/ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs"]);

/** Whether a node has the folder in which tasks are to work, or a disk of its own on which they could. */
export function checkScratch({ environment }: Pick<CheckContext, "environment">, { host, rooms }: TrialReport): StepResult {
  const { scratch } = environment.nodeSetup;
  if (scratch !== undefined)
    return judgeChosen(
      scratch === "true" ? "its $TMPDIR" : scratch,
      rooms.find(({ name }) => name === "chosen"),
      host,
    );
  const found = findOwnDisk(rooms);
  if (found === undefined) return { status: "passed", summary: `${host} has no large disk of its own: tasks work in the work directory.` };
  const { freeBytes, name, path } = found;
  const place = name === path ? path : `${name} (${path})`;
  const why = `Tasks work on the disk of their node, where ${renderBytes(freeBytes)} are free, and copy their results: that spares the shared file system.`;
  return {
    status: "passed",
    summary: `${host} has a disk of its own at ${place}.`,
    proposals: [{ kind: "scratch", title: `Use ${name}`, why, nodeSetup: { scratch: name } }],
  };
}

function judgeChosen(scratch: string, room: TrialRoom | undefined, host: string): StepResult {
  if (room === undefined) {
    const cure = "Choose a folder that every node has and where the account may write, such as $TMPDIR, or none.";
    return { status: "warning", summary: `Tasks are to work in ${scratch}, which is not there on ${host}, or cannot be written.`, cure };
  }
  const summary = `Tasks work in ${scratch}, on ${host} ${room.path}, where ${renderBytes(room.freeBytes)} are free.`;
  if (room.freeBytes >= leastBytes) return { status: "passed", summary };
  return { status: "warning", summary, cure: "Choose a folder with more room, or let tasks work in the work directory." };
}

/** The first that is large, on a disk, and on another one than the work directory. The job names them in the order of their worth. */
function findOwnDisk(rooms: readonly TrialRoom[]): TrialRoom | undefined {
  const work = rooms.find(({ name }) => name === "work");
  return rooms.find(
    ({ name, device, fileSystem, freeBytes }) =>
      name !== "work" && name !== "chosen" && diskFileSystems.has(fileSystem) && freeBytes >= leastBytes && device !== work?.device,
  );
}
