/** Long ids and paths lose their middle: the ends tell them apart. */
export function shortenMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = maxLength - 1;
  const tail = Math.ceil(kept / 2);
  return `${text.slice(0, kept - tail)}…${text.slice(text.length - tail)}`;
}
