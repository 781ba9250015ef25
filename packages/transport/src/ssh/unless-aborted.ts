/** What is awaited, or the reason of the signal when that comes first. What is awaited goes on then, and its outcome is nobody's. */
export async function unlessAborted<Value>(awaited: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const giveUp = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([aborted.promise, awaited]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
