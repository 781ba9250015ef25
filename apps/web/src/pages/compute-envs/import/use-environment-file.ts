import { useState } from "react";
import { formatBytes } from "../../../format/bytes.ts";
import { maxFileBytes, readEnvironmentFile } from "./read-environment-file.ts";
import type { EnvironmentFile, FileReading } from "./read-environment-file.ts";

export interface FileState {
  readonly name: string;
  readonly reading: FileReading;
}

/** The file that somebody chose last, as it was read. Nothing of it leaves the page until the form is sent. */
export function useEnvironmentFile() {
  const [state, setState] = useState<FileState | undefined>();
  const take = async (file: File): Promise<void> => {
    const name = file.name.slice(0, 100);
    if (file.size > maxFileBytes) return setState({ name, reading: tooLarge(file.size) });
    try {
      setState({ name, reading: readEnvironmentFile(await file.text()) });
    } catch {
      // A folder, or a file that went away after it was chosen.
      setState({ name, reading: unreadable });
    }
  };
  /** Goes on with what is left of a file without the members that nobody here knows. */
  const leaveOut = (file: EnvironmentFile): void => setState((before) => before && { ...before, reading: { kind: "good", file } });
  return { state, take, leaveOut, forget: () => setState(undefined) };
}

const tooLarge = (sizeBytes: number): FileReading => ({
  kind: "refused",
  problem: `The file has ${formatBytes(sizeBytes)}, and the settings of an environment have less than ${formatBytes(maxFileBytes)}.`,
  cure: "Choose the file of one environment.",
});

const unreadable: FileReading = { kind: "refused", problem: "The file could not be read.", cure: "Choose it again." };
