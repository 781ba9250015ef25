import { Button, Group } from "@mantine/core";
import type { Agent, AgentCommand } from "@postern/contracts";
import { useState } from "react";
import { formatDuration } from "../../../format/duration.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { ElapsedTime } from "../../../ui/ElapsedTime.tsx";
import { StateMark } from "../../../ui/StateMark.tsx";
import type { StateLook } from "../../../ui/StateMark.tsx";

export interface AgentCommandsProps {
  readonly agent: Agent;
  /** Newest first; empty for everybody but its owner. */
  readonly commands: readonly AgentCommand[];
}

/** What this server asked of it lately. Without what was written or answered. */
export function AgentCommands({ agent, commands }: AgentCommandsProps) {
  return (
    <section className="page-part" aria-labelledby="commands-heading">
      <h2 id="commands-heading">Recent commands</h2>
      {commands.length === 0 ? <p className="sentence">{whyNone(agent)}</p> : <NewestCommands commands={commands} />}
    </section>
  );
}

const firstCount = 10;

function NewestCommands({ commands }: Pick<AgentCommandsProps, "commands">) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <CommandTable commands={isWhole ? commands : commands.slice(0, firstCount)} />
      {isWhole || commands.length <= firstCount ? undefined : (
        <Group justify="flex-end" mt="xs">
          <Button variant="default" size="compact-sm" onClick={() => setWhole(true)}>
            Show all {commands.length}
          </Button>
        </Group>
      )}
    </>
  );
}

function whyNone({ isOwn, startedBy }: Agent): string {
  if (!isOwn) return `Shown to ${startedBy} only, as whose account they run.`;
  return "None since the server started: they are kept in its memory.";
}

function CommandTable({ commands }: { readonly commands: readonly AgentCommand[] }) {
  return (
    <DataTable label="Recent commands" className="command-table keeps-words">
      <thead>
        <tr>
          <th>When</th>
          <th className="not-on-phone">Kind</th>
          <th>What</th>
          <th>Outcome</th>
          <th data-numeric>Took</th>
        </tr>
      </thead>
      <tbody>
        {commands.map((command, place) => (
          <tr key={`${command.at} ${String(place)}`}>
            <td>
              <ElapsedTime at={command.at} />
            </td>
            <td className="not-on-phone">{command.kind}</td>
            <td className="wide mono" title={command.what}>
              {command.what}
            </td>
            <td>
              <StateMark look={outcomeLook(command.outcome)} />
            </td>
            <td data-numeric>{command.tookMs === null ? "" : formatDuration(command.tookMs)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function outcomeLook(outcome: string | null): StateLook {
  if (outcome === null) return { shape: "full", tone: "running", word: "running" };
  if (outcome === "ok") return { shape: "check", tone: "succeeded", word: "ok" };
  // A command that says no is an answer: squeue ends so for a job that it does not know any more.
  return { shape: outcome.startsWith("exit ") ? "open" : "cross", tone: outcome.startsWith("exit ") ? "quiet" : "failed", word: outcome };
}
