import type { ReactNode } from "react";
import { ErrorNote } from "./ErrorNote.tsx";
import { Waiting } from "./Waiting.tsx";

/** What a question to the server looks like from here. */
export interface Asked<Data> {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly data: Data | undefined;
  readonly refetch: () => Promise<unknown>;
}

export interface AnswerProps<Data> {
  readonly to: Asked<Data>;
  /** What failed, if it fails: "The runs could not be read." */
  readonly failure: string;
  /** Lines of the final shape. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** An answer, or what stands in its place while there is none. An old answer stays below the error that follows it. */
export function Answer<Data>({ to, failure, rows = 6, children }: AnswerProps<Data>) {
  return (
    <>
      {to.isPending ? <Waiting rows={rows} /> : undefined}
      {to.error === null ? undefined : <ErrorNote title={failure} error={to.error} onRetry={() => void to.refetch()} />}
      {to.data === undefined ? undefined : children(to.data)}
    </>
  );
}
