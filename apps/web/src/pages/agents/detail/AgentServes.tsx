import { Button, Group } from "@mantine/core";
import type { ServedThing } from "@postern/contracts";
import { useState } from "react";
import { ServedLink } from "../ServedLinks.tsx";

export interface AgentServesProps {
  readonly serves: readonly ServedThing[];
  readonly isUnclaimed: boolean;
}

/** What needs it. */
export function AgentServes({ serves, isUnclaimed }: AgentServesProps) {
  return (
    <section className="page-part" aria-labelledby="serves-heading">
      <h2 id="serves-heading">Serves</h2>
      {serves.length > 0 ? (
        <FirstServed serves={serves} />
      ) : (
        <p className="sentence">{isUnclaimed ? "Nothing: it waits for a credential." : "Nothing that you may see."}</p>
      )}
    </section>
  );
}

const firstCount = 8;

function FirstServed({ serves }: Pick<AgentServesProps, "serves">) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <ServedList serves={isWhole ? serves : serves.slice(0, firstCount)} />
      {isWhole || serves.length <= firstCount ? undefined : (
        <Group justify="flex-end" mt="xs">
          <Button variant="default" size="compact-sm" onClick={() => setWhole(true)}>
            Show all {serves.length}
          </Button>
        </Group>
      )}
    </>
  );
}

export function ServedList({ serves }: Pick<AgentServesProps, "serves">) {
  return (
    <ul className="served-list">
      {serves.map((thing) => (
        <li key={`${thing.kind} ${thing.id}`}>
          <ServedLink thing={thing} />
          <span className="quiet">
            {thing.kind === "credential" ? "credential" : "compute environment"}
            {thing.workspaceName === null ? "" : ` in ${thing.workspaceName}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
