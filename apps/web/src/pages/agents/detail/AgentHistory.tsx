import { Button, Group } from "@mantine/core";
import type { AgentEvent } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { formatDuration } from "../../../format/duration.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { StateMark } from "../../../ui/StateMark.tsx";
import { eventDetail, eventLook } from "../agent-words.ts";

const pageSize = 10;

/** Every connection: when, from where, how long, and why it ended. */
export function AgentHistory({ agentId }: { readonly agentId: string }) {
  const before = beforeOf(useAddress().address["before"]);
  const history = useQuery(queries.agentEvents(useScope(), agentId, { max: pageSize, before }));
  return (
    <section className="page-part" aria-labelledby="history-heading">
      <h2 id="history-heading">Connections</h2>
      <Answer to={history} failure="Its history could not be read." rows={4}>
        {({ events, hasMore }) =>
          events.length === 0 ? (
            <p className="sentence">Nothing is on record.</p>
          ) : (
            <>
              <HistoryTable events={events} />
              <HistoryPager isFirst={before === undefined} older={hasMore ? events.at(-1)?.id : undefined} />
            </>
          )
        }
      </Answer>
    </section>
  );
}

function HistoryTable({ events }: { readonly events: readonly AgentEvent[] }) {
  return (
    <DataTable label="Connections" className="history-table keeps-words">
      <thead>
        <tr>
          <th>When</th>
          <th>What</th>
          <th>Why, or from where</th>
          <th data-numeric>Lasted</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td>
              <RelativeTime at={event.at} />
            </td>
            <td>
              <StateMark look={eventLook(event.kind)} />
            </td>
            <td className="wide quiet" title={eventDetail(event)}>
              {eventDetail(event)}
            </td>
            <td data-numeric>{event.lastedMs === null ? "" : formatDuration(event.lastedMs)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** Nobody knows how many there are; there are older ones or not. "Back" of the browser leads to the page before. */
function HistoryPager({ isFirst, older }: { readonly isFirst: boolean; readonly older: number | undefined }) {
  const { change } = useAddress();
  if (isFirst && older === undefined) return undefined;
  return (
    <Group justify="flex-end" gap="xs" mt="xs">
      {isFirst ? undefined : (
        <Button variant="default" size="compact-sm" onClick={() => change({ before: "" }, true)}>
          Newest
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        disabled={older === undefined}
        onClick={() => change({ before: older === undefined ? "" : String(older) }, true)}
      >
        Older
      </Button>
    </Group>
  );
}

/** A place in the history from an address; the newest ones, whatever somebody typed there. */
function beforeOf(text: string | undefined): number | undefined {
  const before = Number(text);
  return Number.isSafeInteger(before) && before > 0 ? before : undefined;
}
