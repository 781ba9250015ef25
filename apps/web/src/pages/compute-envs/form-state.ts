import type { NameCheck } from "../../hooks/use-name-check.ts";
import type { EnvironmentProblems, EnvironmentValues } from "./environment-form.ts";
import { problemsOfServer } from "./server-problems.ts";

export interface FormStateParts {
  readonly values: EnvironmentValues;
  readonly problems: EnvironmentProblems;
  readonly nameCheck: NameCheck;
  /** Somebody tried to send it: what is missing is said from now on. */
  readonly isTried: boolean;
  readonly error: Error | null;
}

export interface FormState {
  /** It could be sent. */
  readonly isReady: boolean;
  /** What is said beside the fields. */
  readonly shown: EnvironmentProblems;
  readonly nameShown: NameCheck;
}

/** What a form of an environment says of itself. */
export function formState({ values, problems, nameCheck, isTried, error }: FormStateParts): FormState {
  const isNameless = values.name === "";
  return {
    isReady: nameCheck.state !== "refused" && !isNameless && Object.keys(problems).length === 0,
    shown: { ...problemsOfServer(error, values), ...(isTried ? problems : {}) },
    nameShown: isTried && isNameless ? { state: "refused", problem: "A name is needed." } : nameCheck,
  };
}
