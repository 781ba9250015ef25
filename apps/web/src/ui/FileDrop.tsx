import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import "./FileDrop.css";

export interface FileDropProps {
  /** Such as `.json,application/json`: what the dialog of the system shows first. */
  readonly accept: string;
  /** What to choose, in a sentence. */
  readonly children: ReactNode;
  readonly onFile: (file: File) => void;
}

/** A place where a file is dropped, or chosen by a button. */
export function FileDrop({ accept, children, onFile }: FileDropProps) {
  return (
    <div
      className="file-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const [file] = event.dataTransfer.files;
        if (file !== undefined) onFile(file);
      }}
    >
      <p className="sentence">{children}</p>
      <FileButton accept={accept} onChange={(file) => (file === null ? undefined : onFile(file))}>
        {(props) => (
          <Button variant="default" leftSection={<IconUpload size={15} />} {...props}>
            Choose a file
          </Button>
        )}
      </FileButton>
    </div>
  );
}
