/** Acts on every item, at most `limit` at once. Rejects with the first error, after all that began has ended. */
export async function forEachLimited<Item>(items: readonly Item[], limit: number, act: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      try {
        await act(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (errors.length > 0) throw errors[0];
}
