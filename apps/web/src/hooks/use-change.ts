import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
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
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer, input) => {
      onTaken?.();
      await Promise.all(old.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      await onDone?.(answer, input);
    },
  });
}
