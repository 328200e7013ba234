import type { Tool } from "./catalog.ts";

/** One attempt to make one tool. */
export interface Job {
  readonly tool: Tool;
  readonly root: string;
  readonly platform: string;
  /** A folder for this attempt, empty at first, removed afterwards. */
  readonly work: string;
  /** Where the program shall be put, in that folder; it is moved into .tools/bin when it has said its version. */
  readonly out: string;
}
