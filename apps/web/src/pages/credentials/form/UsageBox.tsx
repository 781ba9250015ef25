import { SegmentedControl, Stack } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { scriptWithToken, tokenPlaceholder } from "./agent-script-text.ts";
import { findInfrastructure, infrastructures, programs } from "./agent-start.ts";
import type { AgentStart } from "./agent-start.ts";
import { ScriptToken } from "./ScriptToken.tsx";
import "./UsageBox.css";

export interface UsageBoxProps {
  readonly connectionId: string;
  readonly workDir: string;
  readonly credentialName: string;
  readonly start: AgentStart;
  readonly onStart: (start: AgentStart) => void;
  /** An agent is there: nothing needs to be reminded of. */
  readonly hasArrived?: boolean;
}

/** Step 1: the script that starts the agent, ready to be copied to the cluster. */
export function UsageBox({ connectionId, workDir, credentialName, start, onStart, hasArrived = false }: UsageBoxProps) {
  const scope = useScope();
  const [token, setToken] = useState("");
  const [wish] = useDebouncedValue({ connectionId, ...start, workDir: workDir.trim() }, 200);
  const script = useQuery(queries.agentScript(scope, wish));
  const text = scriptWithToken(script.data?.script ?? "", token === "" ? undefined : token);
  return (
    <Stack gap="xs">
      <Choice label="Cluster" choices={infrastructures} value={start.form} onChange={(form) => onStart({ ...start, form })} />
      <Choice label="Program" choices={programs} value={start.program} onChange={(program) => onStart({ ...start, program })} />
      <section className="usage" aria-label="Usage">
        <div className="usage-head">
          <span className="usage-step">1</span>
          <span className="usage-title">
            {start.form === "plain" ? "Paste this into a shell there" : `Paste this into a shell on the ${labelOf(start.form)} cluster`}
          </span>
          <CopyButton text={text} what="the script" isWide />
        </div>
        <ScriptToken credentialName={credentialName} token={token} onToken={setToken} />
        <pre className="usage-script" tabIndex={0} role="region" aria-label="Agent script">
          {text === "" ? "…" : text}
        </pre>
        {text.includes(tokenPlaceholder) && !hasArrived ? (
          <p className="sentence">The script still waits for its token: make one, or paste yours.</p>
        ) : undefined}
        {script.error === null ? undefined : <ErrorNote title="The script could not be made." error={script.error} />}
      </section>
    </Stack>
  );
}

const labelOf = (form: string): string => findInfrastructure(form)?.label ?? "";

interface ChoiceProps {
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly help: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, choices, value, onChange }: ChoiceProps) {
  const isNarrow = useMediaQuery("(max-width: 560px)");
  const id = `agent-${label.toLowerCase()}`;
  return (
    <div>
      <div className="usage-label" id={id}>
        {label}
      </div>
      <SegmentedControl
        data={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
        value={value}
        onChange={onChange}
        aria-labelledby={id}
        size="sm"
        orientation={isNarrow && choices.length > 2 ? "vertical" : "horizontal"}
      />
      <p className="sentence form-help">{choices.find((choice) => choice.value === value)?.help}</p>
    </div>
  );
}
