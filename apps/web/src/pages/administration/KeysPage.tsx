import { Button } from "@mantine/core";
import type { DescribeKeysResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { KeyActDialog } from "./KeyActDialog.tsx";
import type { KeyAct } from "./KeyActDialog.tsx";
import { KeyProblemTable } from "./KeyProblemTable.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { RotationProgress } from "./RotationProgress.tsx";
import "./KeysPage.css";

/** Which master keys are there, and does every record have the newest one? */
export function KeysPage() {
  usePageTitle("Keys", "Administration");
  const keys = useQuery(queries.masterKeys());
  const [asked, setAsked] = useState<KeyAct | undefined>();
  return (
    <>
      <PageHeader title="Keys" actions={keys.data === undefined ? undefined : <Acts keys={keys.data} onAsk={setAsked} />}>
        What seals every secret here. Nobody can make these keys again: keep a copy of them, never in the same backup as the database.
      </PageHeader>
      <Answer to={keys} failure="The keys could not be read." rows={5}>
        {(answer) => <DescribedKeys keys={answer} onAsk={setAsked} />}
      </Answer>
      {asked === undefined ? undefined : <KeyActDialog act={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface KeysProps {
  readonly keys: DescribeKeysResponse;
  readonly onAsk: (act: KeyAct) => void;
}

/** Stop while it runs; else go on where something is left; else begin the next one. */
function Acts({ keys: { rotation, olderCount }, onAsk }: KeysProps) {
  if (rotation?.state === "running") {
    return (
      <Button variant="default" onClick={() => onAsk({ kind: "stop" })}>
        Stop
      </Button>
    );
  }
  const isLeft = rotation?.state === "stopped" || olderCount > 0;
  return (
    <>
      {isLeft ? <Button onClick={() => onAsk({ kind: "resume" })}>Resume</Button> : undefined}
      <Button {...(isLeft ? { variant: "default" } : {})} onClick={() => onAsk({ kind: "rotate" })}>
        Rotate
      </Button>
    </>
  );
}

function DescribedKeys({ keys, onAsk }: KeysProps) {
  const { sealName, rotation, problems, trouble } = keys;
  return (
    <>
      <p className="sentence">The keys come from {sealName}.</p>
      {trouble === null ? undefined : <ErrorNote title="The server could not go on just now, and tries again by itself." error={trouble} />}
      {rotation === null ? undefined : <RotationProgress rotation={rotation} />}
      <KeyTable keys={keys.keys} onDrop={(key) => onAsk({ kind: "drop", key })} />
      {problems.length === 0 ? undefined : <KeyProblemTable problems={problems} />}
    </>
  );
}
