import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { toApiError } from "../api/api-error.ts";
import type { QueryKey } from "../api/query-keys.ts";

export interface ChangeParts<Input, Answer> {
  readonly act: (input: Input) => Promise<Answer>;
  /** What is old afterwards. */
  readonly old: readonly QueryKey[];
  /** Runs when the server has taken the change, before anything is asked anew. */
  readonly onTaken?: () => void;
  /** Runs when the pages have asked anew. */
  readonly onDone?: (answer: Answer, input: Input) => void | Promise<void>;
}

/** A change on the server, and what the pages must ask again after it. */
export function useChange<Input = void, Answer = unknown>({
  act,
  old,
  onTaken,
  onDone,
}: ChangeParts<Input, Answer>): UseMutationResult<Answer, Error, Input> {
  const queryClient = useQueryClient();
  const askAnew = (): Promise<unknown> => Promise.all(old.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  return useMutation({
    mutationFn: act,
    // Somebody else was faster: the page is to show what they left.
    onError: async (error) => (toApiError(error).code === "request.outdated" ? askAnew() : undefined),
    onSuccess: async (answer, input) => {
      onTaken?.();
      await askAnew();
      await onDone?.(answer, input);
    },
  });
}
