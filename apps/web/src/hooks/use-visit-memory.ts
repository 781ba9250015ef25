import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

/** What somebody chose about how pages look, until they load the application anew. Kept in the memory of the page, under a name of its own. */
export function useVisitMemory<Value>(name: string, initial: Value): readonly [Value, (value: Value) => void] {
  const queryClient = useQueryClient();
  const key = ["visit", name];
  const [value, setValue] = useState(() => queryClient.getQueryData<Value>(key) ?? initial);
  const remember = (chosen: Value): void => {
    queryClient.setQueryDefaults(key, { gcTime: Infinity });
    queryClient.setQueryData(key, chosen);
    setValue(chosen);
  };
  return [value, remember];
}
