/** An HTTP call. Redirects are never followed. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly seconds?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a websocket tells. */
export interface SocketEvents {
  readonly frame: (data: Uint8Array) => void;
  /** Once, with the reason. */
  readonly closed: (why: string) => void;
}

export interface Socket {
  readonly text: (data: string) => void;
  readonly binary: (data: string) => void;
  readonly close: () => void;
}

/** Everything that acceptance needs from outside itself, so that it stays plain control flow. */
export interface World {
  /** Throws a failure that names the hop when there is no answer. */
  readonly http: (call: Call) => Promise<Answer>;
  /** Resolves when the connection is upgraded. */
  readonly connect: (url: string, events: SocketEvents) => Promise<Socket>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** The work, or the error that `late` makes. */
  readonly within: <T>(ms: number, work: Promise<T>, late: () => Error) => Promise<T>;
  /** Calls again and again; returns what ends it. Does not keep a process alive. */
  readonly every: (ms: number, work: () => void) => () => void;
  readonly random: (bytes: number) => Uint8Array;
}

/** A gateway pod, and how many users it says are connected to it. */
export interface Gateway {
  readonly pod: string;
  readonly users: () => Promise<number>;
}

/** The administrators' way in, past the public door. */
export interface Cluster {
  /** Address of a part's HTTP port, as a client on this machine reaches it. */
  readonly api: () => Promise<string>;
  readonly adminApi: () => Promise<string>;
  readonly gateways: () => Promise<readonly Gateway[]>;
}
