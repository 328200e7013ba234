/**
 * Does the same for many, a few at a time, since most of it is waiting. Results are in the order of what was given. After a failure
 * nothing more is begun.
 */
export async function atOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>, few = 8): Promise<R[]> {
  const results: R[] = [];
  let left = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      try {
        results[next[0]] = await work(next[1]);
      } catch (error) {
        left = [];
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: few }, worker));
  return results;
}
