/** What was seen of a case. */
export interface Seen {
  /** What should not be; nothing when the case has passed. */
  readonly wrong: readonly string[];
  readonly detail: string;
  readonly hint: string;
  readonly figures: Readonly<Record<string, number>>;
}

type Impossible = Error & { readonly impossible: string };

/** An error to throw where an installation lacks what a case needs. */
export function notPossible(reason: string): Impossible {
  return Object.assign(new Error(reason), { impossible: reason });
}

/** The reason why a case cannot be, if an error says so. */
export function impossible(error: unknown): string | undefined {
  return error instanceof Error && "impossible" in error ? (error as Impossible).impossible : undefined;
}
