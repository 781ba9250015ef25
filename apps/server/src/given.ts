/** A text that was really given: clients send null and "" for "not set". */
export function given(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text.trim() === "" ? undefined : text;
}
