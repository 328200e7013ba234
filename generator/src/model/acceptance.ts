/** Where on the way from a client to the answer something went wrong. */
export type Hop = "dns" | "connect" | "tls" | "edge" | "answer" | "openim" | "socket" | "store" | "cluster" | "time";

/** Why a step failed: where, what, and what to do. */
export interface Failure {
  readonly hop: Hop;
  readonly message: string;
  readonly hint: string;
}

/** An error that carries a failure. */
export type FailureError = Error & { readonly failure: Failure };

/** An error to throw from a step or from the outside world. */
export function failed(hop: Hop, message: string, hint: string): FailureError {
  return Object.assign(new Error(message), { failure: { hop, message, hint } });
}

/** The failure that an error carries, if it is one of ours. */
export function failureOf(error: unknown): Failure | undefined {
  return error instanceof Error && "failure" in error ? (error as FailureError).failure : undefined;
}

/** What became of one step. */
export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  /** `blocked`: a step that it builds on failed. `left-out`: the user said so. `not-possible`: this installation lacks what it needs. */
  readonly status: "passed" | "failed" | "blocked" | "left-out" | "not-possible";
  readonly seconds: number;
  /** What was seen, in one line. */
  readonly detail: string;
  readonly failure?: Failure;
  /** What was measured, by name. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** A running image. */
export interface RunningImage {
  readonly image: string;
  readonly digest: string;
  readonly pods: number;
}

/** What runs behind the address, as the cluster says. */
export interface Installation {
  readonly namespace: string;
  readonly instance: string;
  readonly kubernetes: string;
  /** Charts with their versions, as `openim-api-0.1.0`. */
  readonly charts: readonly string[];
  readonly images: readonly RunningImage[];
}

/** The whole result of `gen verify`, and of `gen faults`. */
export interface AcceptanceReport {
  /** `gen verify` when nothing is said. */
  readonly command?: "gen faults";
  readonly url: string;
  readonly started: string;
  readonly seconds: number;
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
  /** What stays on the server, because no call takes it away. */
  readonly left: readonly string[];
  readonly installation?: Installation;
}

/** The result of `gen verify --stream`. */
export interface StreamReport {
  readonly url: string;
  readonly started: string;
  readonly seconds: number;
  readonly passed: boolean;
  readonly sent: number;
  /** Answered by the server with a message id. */
  readonly accepted: number;
  /** Given up without an answer; whether they are stored is not promised. */
  readonly unanswered: number;
  /** Sent again because no answer came. */
  readonly resent: number;
  readonly receivedOnSocket: number;
  /** Accepted, but not in the history. */
  readonly lost: readonly number[];
  /** In the history more than once. */
  readonly doubled: readonly number[];
  /** Sequence numbers of the conversation that are missing between 1 and the highest. */
  readonly missingSequence: readonly number[];
  readonly doubledSequence: readonly number[];
  readonly longestGap: { readonly seconds: number; readonly afterNumber: number; readonly at: string };
  readonly reconnects: { readonly sender: number; readonly receiver: number };
  /** Seconds from the call to the socket of the other, of those that arrived there. */
  readonly delivery: { readonly median: number; readonly p99: number; readonly longest: number };
  /** What went wrong, once each, with how often. */
  readonly errors: readonly { readonly message: string; readonly times: number }[];
  readonly verdict: string;
  readonly left: readonly string[];
}
