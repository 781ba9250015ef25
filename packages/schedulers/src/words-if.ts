/** Words for a value that is there; none for one that is not. */
export function wordsIf<Value>(value: Value | undefined, render: (value: Value) => readonly string[]): readonly string[] {
  return value === undefined ? [] : render(value);
}
