import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { copyText } from "./copy-text.ts";

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the button's name: "the script". */
  readonly what: string;
  readonly isWide?: boolean;
}

export function CopyButton({ text, what, isWide = false }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const { start } = useTimeout(() => setCopied(false), 1500);
  const copy = (): void => {
    copyText(text);
    setCopied(true);
    start();
  };
  const name = `Copy ${what}`;
  const icon = isCopied ? <IconCheck size={15} /> : <IconCopy size={15} />;

  if (isWide) {
    return (
      <Button variant="default" leftSection={icon} onClick={copy} aria-label={name}>
        {isCopied ? "Copied" : "Copy"}
      </Button>
    );
  }
  return (
    <Tooltip label={isCopied ? "Copied" : name}>
      <ActionIcon onClick={copy} aria-label={name} size={24}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
