import type { DescribeUserResponse } from "@postern/contracts";
import { userNameProblem } from "@postern/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { profileRequest, profileValues } from "./profile-form.ts";
import type { ProfileValues } from "./profile-form.ts";

export interface ProfileFormState {
  readonly values: ProfileValues;
  readonly set: (changed: Partial<ProfileValues>) => void;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly isSaved: boolean;
  /** What is wrong with the user name, by its rule or by the word of the server. */
  readonly nameProblem: string | undefined;
  /** Why it was not saved, when that is about no field. */
  readonly error: Error | null;
  readonly save: () => void;
}

/**
 * The form over one state of the profile. Another state comes in only while nobody has typed: else it would overwrite what they did,
 * and the server tells them when they save.
 */
export function useProfileForm(known: DescribeUserResponse): ProfileFormState {
  const [base, setBase] = useState(known);
  const { values, set } = useFields(() => profileValues(known));
  const queryClient = useQueryClient();
  const sent = useMutation({
    mutationFn: (wish: ProfileValues) => post<undefined>(`/api/users/${String(base.user.id)}`, profileRequest(wish, base)),
    onSuccess: async () => {
      setBase(await queryClient.fetchQuery({ ...queries.profile(), staleTime: 0 }));
      await queryClient.fetchQuery({ ...queries.session(), staleTime: 0 });
    },
  });
  const isChanged = wordsOf(values, base) !== wordsOf(profileValues(base), base);
  if (known !== base && !isChanged && !sent.isPending) {
    setBase(known);
    set(profileValues(known));
  }
  const typedProblem = typedNameProblem(values, base);
  const { nameProblem, error } = refusalOf(sent.error, sent.variables?.userName === values.userName);
  return {
    values,
    set,
    isChanged,
    isSaving: sent.isPending,
    isSaved: sent.isSuccess && !isChanged,
    nameProblem: typedProblem ?? nameProblem,
    error,
    save: () => {
      if (isChanged && typedProblem === undefined) sent.mutate(values);
    },
  };
}

const wordsOf = (values: ProfileValues, base: DescribeUserResponse): string => JSON.stringify(profileRequest(values, base));

/** Names of old accounts may have another form; they stay good. */
const typedNameProblem = ({ userName }: ProfileValues, { user }: DescribeUserResponse): string | undefined =>
  userName === user.userName ? undefined : userNameProblem(userName.trim());

/** What the server said, beside the name when it is about it. A name that was changed since is not blamed for the one before. */
function refusalOf(error: Error | null, isSameName: boolean): Pick<ProfileFormState, "nameProblem" | "error"> {
  if (!faultyFields(error).includes("userName")) return { nameProblem: undefined, error };
  return { nameProblem: isSameName ? error?.message : undefined, error: null };
}
