import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useFields } from "./use-fields.ts";
import type { Fields } from "./use-fields.ts";

export interface KeptFields<Values> extends Fields<Values> {
  /** Call it before going to make what the form lacks: it is filled the same when one comes back, or as `kept` says of it. */
  readonly keep: (kept?: (values: Values) => Values) => void;
}

/** Long enough to start an agent on a cluster. */
const keptForMs = 2 * 3_600_000;

/** Whether somebody who left a form comes back to it. Stays so as long as the page is open, also when the form has taken what was kept. */
export function useComesBack(name: string): boolean {
  const queryClient = useQueryClient();
  const [comesBack] = useState(() => queryClient.getQueryData(["kept-form", name]) !== undefined);
  return comesBack;
}

/**
 * What stands in a form that somebody leaves to make what it needs. Kept in the memory of the page, and taken out once.
 *
 * @param name of the form, unlike that of every other one.
 * @param begin what the form begins with, given what was kept.
 */
export function useKeptFields<Values extends object>(name: string, begin: (kept: Values | undefined) => Values): KeptFields<Values> {
  const queryClient = useQueryClient();
  const key = ["kept-form", name];
  const fields = useFields(() => begin(queryClient.getQueryData<Values>(key)));
  useEffect(() => queryClient.removeQueries({ queryKey: ["kept-form", name] }), [queryClient, name]);
  const keep: KeptFields<Values>["keep"] = (kept = (values) => values) => {
    queryClient.setQueryDefaults(key, { gcTime: keptForMs });
    queryClient.setQueryData(key, kept(fields.values));
  };
  return { ...fields, keep };
}
