interface Question {
  readonly isLoading: boolean;
  readonly isPlaceholderData: boolean;
}

/** Whether the answer to this very question is on its way: what is shown meanwhile answers an older one. */
export const isAsking = ({ isLoading, isPlaceholderData }: Question): boolean => isLoading || isPlaceholderData;
