import { credentialNameProblem } from "@postern/domain";
import type { KeptMembers } from "@postern/domain";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { useClock } from "../../../hooks/use-clock.ts";
import { useNameCheck } from "../../../hooks/use-name-check.ts";
import type { NameCheck } from "../../../hooks/use-name-check.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { expiryDayProblem, memberProblems } from "./credential-form.ts";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";

export interface FormSituation {
  /** Somebody pressed the button: what is missing is shown too. */
  readonly isTried: boolean;
  /** The form is being sent, or was. */
  readonly isSending: boolean;
  /** What the credential is called and holds already; nothing for a new one. */
  readonly ownName?: string;
  readonly kept?: KeptMembers;
}

export interface FormState {
  readonly nameCheck: NameCheck;
  /** What is shown beside the inputs. */
  readonly problems: MemberProblems;
  /** Something that is shown keeps the form from being sent. */
  readonly isWrong: boolean;
  /** Nothing is wrong and nothing is missing. */
  readonly isReady: boolean;
}

/** What is wrong with a form, told while it is filled in. The server judges by the same table. */
export function useFormState(values: CredentialValues, { isTried, isSending, ownName, kept }: FormSituation): FormState {
  const scope = useScope();
  const clock = useClock();
  const asked = useNameCheck({
    ...{ name: values.name, ownName, problemOf: credentialNameProblem },
    ...{ path: inWorkspace(scope, "/api/credentials/validate"), isPaused: isSending },
  });
  const nameCheck: NameCheck = isTried && values.name === "" ? { state: "refused", problem: "A name is needed." } : asked;
  const of = kept === undefined ? {} : { kept };
  const isDayWrong = expiryDayProblem(values, clock.now()) !== undefined;
  const isMissing = Object.keys(memberProblems(values, { ...of, isTried: true })).length > 0;
  const problems = memberProblems(values, { ...of, isTried });
  const isWrong = nameCheck.state === "refused" || isDayWrong || Object.keys(problems).length > 0;
  return { nameCheck, problems, isWrong, isReady: !isWrong && !isMissing && values.name !== "" };
}
