import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { JumpHostFields } from "./JumpHostFields.tsx";
import { mostJumpHosts, newJumpHost, withMovedLine } from "./jump-host-form.ts";
import type { JumpHostLine, JumpHostProblems } from "./jump-host-form.ts";
import "./JumpHosts.css";

export interface JumpHostsFieldProps {
  readonly lines: readonly JumpHostLine[];
  readonly problems: JumpHostProblems;
  /** The credential of the environment itself, which a new line begins with. */
  readonly credentialsId: string;
  /** The login node, to which the last one lets through. */
  readonly login: Pick<JumpHostLine, "hostName" | "port">;
  readonly onChange: (lines: readonly JumpHostLine[]) => void;
}

/** The hosts to pass on the way to the login node, in their order, each with an account and a key. */
export function JumpHostsField({ lines, problems, credentialsId, login, onChange }: JumpHostsFieldProps) {
  const scope = useScope();
  const credentials = useQuery(queries.credentials(scope));
  const keys = (credentials.data?.credentials ?? []).filter(({ provider }) => provider === "ssh");
  const change = (place: number, changed: Partial<JumpHostLine>): void =>
    onChange(lines.map((line, index) => (index === place ? { ...line, ...changed } : line)));
  return (
    <fieldset className="variables jump-hosts">
      <legend>Jump hosts</legend>
      <p className="sentence">
        {lines.length === 0
          ? "Only where the login node cannot be reached from this server: the hosts to go through, each with an account and a key."
          : "This server connects to the first one, each connects to the next, and the last to the login node."}
      </p>
      {lines.map((line, place) => (
        <JumpHostFields
          key={place}
          place={place}
          isLast={place === lines.length - 1}
          next={lines[place + 1] ?? login}
          line={line}
          problem={problems[place] ?? {}}
          keys={keys}
          onChange={(changed) => change(place, changed)}
          onMove={(to) => onChange(withMovedLine(lines, place, to))}
          onRemove={() => onChange(lines.filter((_, index) => index !== place))}
        />
      ))}
      {lines.length < mostJumpHosts ? (
        <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => onChange([...lines, newJumpHost(credentialsId)])}>
          Add jump host
        </Button>
      ) : (
        <p className="sentence">There are {String(mostJumpHosts)} at most.</p>
      )}
    </fieldset>
  );
}
