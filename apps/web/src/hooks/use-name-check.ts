import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { get } from "../api/client.ts";

export type NameCheck =
  /** Nothing was typed yet, or nothing else than what the thing is called already. */
  | { readonly state: "empty" }
  | { readonly state: "refused"; readonly problem: string }
  | { readonly state: "asking" }
  | { readonly state: "free" }
  /** The server could not say; it will when the form is sent. */
  | { readonly state: "unasked" };

export interface NameCheckParts {
  readonly name: string;
  /** What the thing is called now; nothing for a new one. */
  readonly ownName?: string | undefined;
  /** The rule that needs no server. */
  readonly problemOf: (name: string) => string | undefined;
  /** Answers 204 for a free name, 400 or 409 with the reason. */
  readonly path: string;
  /** While the form is being sent: its own name is about to be taken. */
  readonly isPaused: boolean;
}

/** Whether a name may be taken, told while it is typed: the rule at once, the server's word after 300 ms of rest. */
export function useNameCheck({ name, ownName, problemOf, path, isPaused }: NameCheckParts): NameCheck {
  const problem = problemOf(name);
  const [settled] = useDebouncedValue(name, 300);
  const isAskable = problem === undefined && settled === name && name !== ownName;
  const answer = useQuery({
    queryKey: ["name-check", path, settled],
    queryFn: ({ signal }) => askName({ path, name: settled, signal }),
    enabled: isAskable && !isPaused,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  if (name === "" || name === ownName) return { state: "empty" };
  if (problem !== undefined) return { state: "refused", problem };
  if (!isAskable || answer.isFetching) return { state: "asking" };
  return wordOfServer(answer.data);
}

function wordOfServer(refusal: string | undefined): NameCheck {
  if (refusal === undefined) return { state: "unasked" };
  return refusal === "" ? { state: "free" } : { state: "refused", problem: refusal };
}

/** Why the server refuses a name; empty when it is free. A refusal is an answer, not an error. */
async function askName({ path, name, signal }: { path: string; name: string; signal: AbortSignal }): Promise<string> {
  try {
    await get(path, { query: { name }, signal });
    return "";
  } catch (error) {
    if (error instanceof ApiError && (error.status === 400 || error.status === 409)) return error.message;
    throw error;
  }
}
