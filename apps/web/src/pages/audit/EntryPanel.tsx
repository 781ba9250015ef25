import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import type { AuditEntry } from "@postern/contracts";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { AuditScope } from "../../api/audit-queries.ts";
import { formatExactTime, momentOf } from "../../format/relative-time.ts";
import { userAgentWords } from "../../format/user-agent-words.ts";
import { useAddress } from "../../hooks/use-address.ts";
import type { Address } from "../../hooks/use-address.ts";
import { MonoText } from "../../ui/MonoText.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { changesOf } from "./changes.ts";

export interface EntryPanelProps {
  readonly entry: AuditEntry;
  readonly scope: AuditScope;
  readonly onClose: () => void;
}

/** One entry beside the list, which keeps its place. What stands in it can become the filter. */
export function EntryPanel({ entry, scope, onClose }: EntryPanelProps) {
  const changes = changesOf(entry.before, entry.after);
  const facts = Object.entries(entry.detail).map(([name, value]) => ({ name, value: factWords(value) }));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={540}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      title={entry.action}
      classNames={{ content: "entry-panel-frame" }}
    >
      <div className="entry-panel">
        {entry.standing === null ? undefined : <div className="warning-note entry-standing">{standingWords[entry.standing]}</div>}
        <SettingsList lines={[...actLines(entry), ...clientLines(entry), ...placeLines(entry, scope)]} />
        {changes.length === 0 ? undefined : (
          <>
            <h3>Before and after</h3>
            <ChangeList changes={changes} />
          </>
        )}
        {facts.length === 0 ? undefined : (
          <>
            <h3>Facts of the act</h3>
            <SettingsList lines={facts} />
          </>
        )}
      </div>
    </Drawer>
  );
}

function factWords(value: unknown): string {
  if (value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}

type Line = { readonly name: string; readonly value: ReactNode };

function actLines({ at, actor, action, target }: AuditEntry): readonly Line[] {
  const atMs = momentOf(at);
  return [
    { name: "When", value: atMs === undefined ? at : formatExactTime(atMs) },
    { name: "Who", value: actor === null ? "The server itself" : <Actor actor={actor} /> },
    {
      name: "Action",
      value: (
        <Filterable members={{ action }} what={`entries of ${action}`}>
          {action}
        </Filterable>
      ),
    },
    {
      name: "On what",
      value: (
        <Filterable members={{ targetKind: target.kind, targetId: target.id }} what={`what was done with ${target.name ?? target.id}`}>
          {target.kind} {target.name}
        </Filterable>
      ),
    },
    { name: "Its id", value: <MonoText text={target.id} what="the id" maxLength={36} /> },
  ];
}

function Actor({ actor }: { readonly actor: NonNullable<AuditEntry["actor"]> }) {
  return (
    <Filterable members={{ actorId: String(actor.userId), actor: actor.userName }} what={`what ${actor.userName} did`}>
      {actor.userName}
    </Filterable>
  );
}

function clientLines({ client, correlationId }: AuditEntry): readonly Line[] {
  const request =
    correlationId === null ? null : (
      <Filterable members={{ correlationId }} what="everything of this request">
        <MonoText text={correlationId} what="the id of the request" maxLength={30} />
      </Filterable>
    );
  if (client === null) return [{ name: "Request", value: request }];
  const { kind, address, userAgent, tokenId } = client;
  return [
    { name: "Through", value: clientWords[kind] },
    { name: "Address", value: address },
    { name: "Client", value: userAgent === null ? null : <span title={userAgent}>{userAgentWords(userAgent)}</span> },
    { name: "Token", value: numberWords(tokenId) },
    { name: "Request", value: request },
  ];
}

/** Inside one organization or workspace, that it is so needs no line, and there is no way out of it. */
function placeLines({ orgId, workspaceId, id }: AuditEntry, scope: AuditScope): readonly Line[] {
  return [
    { name: "Organization", value: scope.kind === "server" ? <PlaceNumber member="orgId" id={orgId} what="this organization" /> : null },
    {
      name: "Workspace",
      value: scope.kind === "workspace" ? null : <PlaceNumber member="workspaceId" id={workspaceId} what="this workspace" />,
    },
    { name: "Entry", value: numberWords(id) },
  ];
}

interface PlaceNumberProps {
  readonly member: "orgId" | "workspaceId";
  readonly id: number | null;
  readonly what: string;
}

function PlaceNumber({ member, id, what }: PlaceNumberProps) {
  if (id === null) return "–";
  return (
    <Filterable members={{ [member]: String(id) }} what={`what happened in ${what}`}>
      {numberWords(id)}
    </Filterable>
  );
}

const clientWords: Readonly<Record<NonNullable<AuditEntry["client"]>["kind"], string>> = {
  http: "the web or the API",
  agent: "an agent",
  "command-line": "the command line of the server",
};

const standingWords: Readonly<Record<NonNullable<AuditEntry["standing"]>, string>> = {
  before: "Written before entries were chained: nothing vouches that it is as it was written.",
  broken: "Found broken: it was changed, or put in by other hands than the server's.",
};

const numberWords = (id: number | null): string | null => (id === null ? null : `number ${String(id)}`);

interface FilterableProps {
  readonly members: Address;
  /** Behind "Show only": "what jane did". */
  readonly what: string;
  readonly children: ReactNode;
}

/** A value, and a button that shows only the entries that share it. */
function Filterable({ members, what, children }: FilterableProps) {
  const { change } = useAddress();
  return (
    <span className="entry-filterable">
      <span>{children}</span>
      <Tooltip label={`Show only ${what}`}>
        <ActionIcon size={22} aria-label={`Show only ${what}`} onClick={() => change({ ...members, cursor: "" }, true)}>
          <IconFilter size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
