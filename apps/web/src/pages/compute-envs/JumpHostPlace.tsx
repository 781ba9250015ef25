import { ActionIcon, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { SshAddressProblems, SshAddressValues } from "./ssh-address.ts";

type Place = Pick<SshAddressValues, "hostName" | "port">;

export interface JumpHostPlaceProps {
  /** From 0, in the order in which the hosts are passed. */
  readonly place: number;
  readonly isLast: boolean;
  readonly line: Place;
  readonly problem: SshAddressProblems;
  readonly onChange: (changed: Partial<Place>) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  /** Who signs in there. */
  readonly children?: ReactNode;
}

/** One host on the way, and its place in the order. */
export function JumpHostPlace({ place, isLast, line, problem, onChange, onMove, onRemove, children }: JumpHostPlaceProps) {
  const name = `jump host ${String(place + 1)}`;
  return (
    <div className="jump-host" role="group" aria-label={`Jump host ${String(place + 1)}`}>
      <div className="jump-host-head">
        <span className="quiet">Jump host {String(place + 1)}</span>
        {place === 0 ? undefined : (
          <ActionIcon aria-label={`Pass ${name} earlier`} onClick={() => onMove(place - 1)}>
            <IconArrowUp size={15} />
          </ActionIcon>
        )}
        {isLast ? undefined : (
          <ActionIcon aria-label={`Pass ${name} later`} onClick={() => onMove(place + 1)}>
            <IconArrowDown size={15} />
          </ActionIcon>
        )}
        <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      <div className="ssh-host">
        <TextInput
          label="Host name"
          placeholder="gate.cluster.example.org"
          autoComplete="off"
          spellCheck={false}
          value={line.hostName}
          error={problem.hostName}
          onChange={(event) => onChange({ hostName: event.currentTarget.value })}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          autoComplete="off"
          value={line.port}
          error={problem.port}
          onChange={(event) => onChange({ port: event.currentTarget.value })}
        />
      </div>
      {children}
    </div>
  );
}
