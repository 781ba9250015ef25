import { NativeSelect, TextInput } from "@mantine/core";
import type { Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { CodeLine } from "../../ui/CodeLine.tsx";
import type { JumpHostLine, JumpHostProblem } from "./jump-host-form.ts";
import { JumpHostPlace } from "./JumpHostPlace.tsx";
import { lineOnWay } from "./line-on-way.ts";
import type { PlaceOnWay } from "./line-on-way.ts";

export interface JumpHostFieldsProps {
  /** From 0, in the order in which the hosts are passed. */
  readonly place: number;
  readonly isLast: boolean;
  /** The host after it on the way. */
  readonly next: NonNullable<PlaceOnWay["next"]>;
  readonly line: JumpHostLine;
  readonly problem: JumpHostProblem;
  /** The SSH keys to choose from. */
  readonly keys: readonly Credentials[];
  readonly onChange: (changed: Partial<JumpHostLine>) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

/** One host on the way, and who signs in there with which key. */
export function JumpHostFields({ place, isLast, next, line, problem, keys, onChange, onMove, onRemove }: JumpHostFieldsProps) {
  const name = `jump host ${String(place + 1)}`;
  return (
    <JumpHostPlace {...{ place, isLast, line, problem, onChange, onMove, onRemove }}>
      <div className="field-pair">
        <TextInput
          label="User name"
          autoComplete="off"
          spellCheck={false}
          value={line.userName}
          error={problem.userName}
          onChange={(event) => onChange({ userName: event.currentTarget.value })}
        />
        <NativeSelect
          label="SSH key"
          data={[{ value: "", label: "Choose …" }, ...choicesOf(keys, line.credentialsId)]}
          value={line.credentialsId}
          error={problem.credentialsId}
          onChange={(event) => onChange({ credentialsId: event.currentTarget.value })}
        />
      </div>
      <LineThere line={line} at={{ isFirst: place === 0, next }} what={name} />
    </JumpHostPlace>
  );
}

/** What has to stand on the jump host: the line of a cluster lets through to nowhere. */
function LineThere({ line, at, what }: { readonly line: JumpHostLine; readonly at: PlaceOnWay; readonly what: string }) {
  const scope = useScope();
  const { credentialsId } = line;
  // A help, not a condition: whoever put the key there before needs no line.
  const key = useQuery({ ...queries.credential(scope, credentialsId), enabled: credentialsId !== "" }).data;
  const known = key?.credentials.keys?.["authorizedKeysLine"];
  if (typeof known !== "string") return undefined;
  return (
    <div>
      <p className="sentence">It has to let through to the next host. Its line for ~/.ssh/authorized_keys there:</p>
      <CodeLine text={lineOnWay(known, at)} label={`Line for authorized_keys of ${what}`} what={`the line of ${what}`} />
    </div>
  );
}

/** With the one that is set, also where its name cannot be read: else the field would show another one than is used. */
function choicesOf(keys: readonly Credentials[], chosen: string) {
  const choices = keys.map(({ id, name }) => ({ value: id, label: name }));
  return chosen === "" || keys.some(({ id }) => id === chosen) ? choices : [...choices, { value: chosen, label: chosen }];
}
