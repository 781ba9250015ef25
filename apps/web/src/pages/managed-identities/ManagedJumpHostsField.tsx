import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { JumpHostPlace } from "../compute-envs/JumpHostPlace.tsx";
import { mostJumpHosts, withMovedLine } from "../compute-envs/jump-host-form.ts";
import type { JumpHostProblems } from "../compute-envs/jump-host-form.ts";
import type { ManagedHostLine } from "./managed-jump-hosts.ts";
import "../compute-envs/JumpHosts.css";

export interface ManagedJumpHostsFieldProps {
  readonly lines: readonly ManagedHostLine[];
  readonly problems: JumpHostProblems;
  readonly onChange: (lines: readonly ManagedHostLine[]) => void;
}

/** The hosts to pass on the way to the login node, in their order. */
export function ManagedJumpHostsField({ lines, problems, onChange }: ManagedJumpHostsFieldProps) {
  return (
    <fieldset className="variables jump-hosts">
      <legend>Jump hosts</legend>
      <p className="sentence">
        {lines.length === 0
          ? "Only where the login node cannot be reached from this server: the hosts to go through."
          : "This server connects to the first one, each connects to the next, and the last to the login node. Everybody passes them with the account and the key that they have on the cluster."}
      </p>
      {lines.map((line, place) => (
        <JumpHostPlace
          key={place}
          place={place}
          isLast={place === lines.length - 1}
          line={line}
          problem={problems[place] ?? {}}
          onChange={(changed) => onChange(lines.map((one, index) => (index === place ? { ...one, ...changed } : one)))}
          onMove={(to) => onChange(withMovedLine(lines, place, to))}
          onRemove={() => onChange(lines.filter((_, index) => index !== place))}
        />
      ))}
      {lines.length < mostJumpHosts ? (
        <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => onChange([...lines, { hostName: "", port: "22" }])}>
          Add jump host
        </Button>
      ) : (
        <p className="sentence">There are {String(mostJumpHosts)} at most.</p>
      )}
    </fieldset>
  );
}
