import { Button } from "@mantine/core";
import type { ClusterOffer, ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { SettingsList } from "../../../ui/SettingsList.tsx";
import { queueWords } from "../offer-words.ts";

/** The queues of a cluster as they are now. Its scheduler is asked when somebody wants to know, never by opening the page. */
export function QueuesPart({ environment }: { readonly environment: ComputeEnv }) {
  const offer = useQuery({ ...queries.offerOfEnvironment(useScope(), environment.id), enabled: false });
  const isUnasked = offer.data === undefined && offer.error === null && !offer.isFetching;
  return (
    <section className="page-part" aria-labelledby="queues-now">
      <div className="page-part-head">
        <h2 id="queues-now">Queues now</h2>
        <Button variant="default" size="compact-sm" loading={offer.isFetching} onClick={() => void offer.refetch()}>
          {offer.data === undefined ? "Ask the scheduler" : "Ask again"}
        </Button>
      </div>
      {isUnasked ? (
        <p className="sentence">
          Which queues are open, and how long jobs may run in them, is asked of the scheduler when you want to know.
        </p>
      ) : (
        <Answer to={offer} failure="The scheduler could not be asked for its queues." rows={2}>
          {(known) => <Queues known={known} own={environment.config.headQueue} />}
        </Answer>
      )}
    </section>
  );
}

function Queues({ known, own }: { readonly known: ClusterOffer; readonly own: string | null }) {
  const problem = known.problems.find(({ about }) => about === "queues");
  if (problem !== undefined) return <p className="sentence">The queues could not be read: {problem.message}</p>;
  if (known.queues === null || known.queues.length === 0) return <p className="sentence">This scheduler names no queues.</p>;
  return (
    <>
      <SettingsList
        lines={known.queues.map((queue) => ({
          name: queue.name,
          value: [queue.name === own ? "this environment's" : "", queueWords(queue) || "open"].filter((words) => words !== "").join(" · "),
        }))}
      />
      <p className="sentence">
        Asked <RelativeTime at={known.askedAt} />.
      </p>
    </>
  );
}
