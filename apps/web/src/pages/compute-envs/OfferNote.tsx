import { Button } from "@mantine/core";
import type { ClusterOffer } from "@postern/contracts";
import { toApiError } from "../../api/api-error.ts";
import type { Asked } from "../../ui/Answer.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import "./OfferNote.css";

export interface OfferNoteProps {
  readonly offer: Asked<ClusterOffer> & { readonly isFetching: boolean };
}

/** Where the names in the lists come from, or why there are none. Nothing waits for it: every name can be typed. */
export function OfferNote({ offer }: OfferNoteProps) {
  return (
    <div className="offer-note">
      <div role="status">
        <Words offer={offer} />
      </div>
      {offer.isFetching ? undefined : (
        <Button variant="default" size="compact-sm" onClick={() => void offer.refetch()}>
          Ask again
        </Button>
      )}
    </div>
  );
}

function Words({ offer }: OfferNoteProps) {
  if (offer.isFetching) return <>Asking the cluster for its queues and accounts … You can type meanwhile.</>;
  if (offer.error !== null) {
    const { message } = toApiError(offer.error);
    return <>The cluster could not be asked for its queues and accounts: {message} Type the names, or ask again.</>;
  }
  return offer.data === undefined ? undefined : <OfferedWords offer={offer.data} />;
}

/** How much there is to choose from, and what could not be read. */
export function OfferedWords({ offer }: { readonly offer: ClusterOffer }) {
  const { askedAt, problems } = offer;
  return (
    <>
      {offeredWords(offer)}, asked <RelativeTime at={askedAt} />. Other names can be typed.
      {problems.map(({ about, message }) => (
        <div key={about}>
          The {about} could not be read: {message}
        </div>
      ))}
    </>
  );
}

function offeredWords({ queues, accounts }: ClusterOffer): string {
  const count = (list: readonly unknown[] | null, one: string): string =>
    list === null || list.length === 0 ? "" : list.length === 1 ? `1 ${one}` : `${String(list.length)} ${one}s`;
  const counts = [count(queues, "queue"), count(accounts, "account")].filter((words) => words !== "");
  return counts.length === 0 ? "The cluster names neither queues nor accounts" : `The cluster offers ${counts.join(" and ")}`;
}
