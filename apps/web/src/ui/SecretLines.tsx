import { Button, FileButton, Textarea } from "@mantine/core";
import { IconEye, IconEyeOff, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import type { DragEvent, ReactNode } from "react";
import { secretInput } from "./secret-input.ts";
import type { SecretTextProps } from "./SecretLine.tsx";
import "./SecretLines.css";

/** No key is as large; a larger file is another one, and would only make the page slow. */
const maxFileBytes = 262_144;

export interface SecretLinesProps extends SecretTextProps {
  /** More buttons below the text. */
  readonly more?: ReactNode;
}

/** A secret of several lines: pasted, chosen as a file, or dropped. Its text is covered until somebody wants to see it. */
export function SecretLines({ onChange, more, ...look }: SecretLinesProps) {
  const [isShown, setShown] = useState(false);
  const [trouble, setTrouble] = useState<string | undefined>();
  const take = (file: File | null): void => {
    if (file === null) return;
    setTrouble(file.size > maxFileBytes ? `${file.name} is too large for a key.` : undefined);
    if (file.size <= maxFileBytes) void file.text().then(onChange);
  };
  return (
    <div
      className="secret-lines"
      data-covered={look.value !== "" && !isShown ? true : undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(droppedFile(event))}
    >
      <Textarea
        {...look}
        {...secretInput}
        error={trouble ?? look.error}
        className="mono-field"
        autosize
        minRows={4}
        maxRows={10}
        onChange={(event) => {
          setTrouble(undefined);
          onChange(event.currentTarget.value);
        }}
      />
      <div className="secret-lines-acts">
        <FileButton onChange={take}>
          {(props) => (
            <Button variant="default" size="compact-sm" leftSection={<IconUpload size={14} />} {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
        {more}
        {look.value === "" ? undefined : (
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            aria-pressed={isShown}
            leftSection={isShown ? <IconEyeOff size={14} /> : <IconEye size={14} />}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? "Hide the text" : "Show the text"}
          </Button>
        )}
      </div>
    </div>
  );
}

function droppedFile(event: DragEvent): File | null {
  const [file] = event.dataTransfer.files;
  if (file === undefined) return null;
  event.preventDefault();
  return file;
}
