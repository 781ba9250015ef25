import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";

/** @param why nothing while it is not known yet. */
export function NotForYou({ why }: { readonly why: string | undefined }) {
  return (
    <>
      <PageHeader title="Audit" />
      {why === undefined ? undefined : (
        <EmptyState title="Only for those who look after this place">{`${why}. Ask one of them if you need to know who did what.`}</EmptyState>
      )}
    </>
  );
}
