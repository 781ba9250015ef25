import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import type { EnvironmentValues } from "./environment-form.ts";
import { readExport, withImported } from "./import-file.ts";
import "./ImportFile.css";

/** An export is some kilobytes; what is much larger is something else. */
const mostBytes = 4 * 1024 * 1024;

export interface ImportFileProps {
  readonly values: EnvironmentValues;
  readonly onChange: (values: EnvironmentValues) => void;
}

/** Fills the form from what an export wrote; the name and the credential are the reader's. */
export function ImportFile({ values, onChange }: ImportFileProps) {
  const [note, setNote] = useState<{ readonly text: string; readonly isProblem: boolean }>();
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const read = file.size > mostBytes ? { problem: "It is too large for an export." } : readExport(await file.text());
    if ("problem" in read) {
      setNote({ text: `${file.name} was not read. ${read.problem}`, isProblem: true });
      return;
    }
    onChange(withImported(values, read.values));
    const ignored = read.ignored.length === 0 ? "" : ` Left out, because this version does not know it: ${read.ignored.join(", ")}.`;
    setNote({ text: `Filled in from ${file.name}.${ignored} Name and credential are for you to choose.`, isProblem: false });
  };
  return (
    <div className="import-file">
      <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
        {(props) => (
          <Button {...props} variant="default" size="compact-sm" leftSection={<IconUpload size={15} />}>
            Fill in from a file
          </Button>
        )}
      </FileButton>
      <span className={note?.isProblem === true ? "import-problem" : "sentence"} role="status">
        {note?.text ?? "Of an export, from here or by tw."}
      </span>
    </div>
  );
}
