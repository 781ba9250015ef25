import { useState } from "react";

export interface Fields<Values> {
  readonly values: Values;
  readonly set: (changed: Partial<Values>) => void;
}

/** What stands in a form. */
export function useFields<Values extends object>(initial: Values | (() => Values)): Fields<Values> {
  const [values, setValues] = useState(initial);
  return { values, set: (changed) => setValues((before) => ({ ...before, ...changed })) };
}
