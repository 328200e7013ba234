import type { Story } from "./story.ts";

/** What a step cannot do without, and only the owner can give. */
export type Need = "im-secret" | "super-code" | "admin-account" | "cluster";

/** One thing to prove. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** What is known when it has passed. */
  readonly proves: string;
  /** Steps that it builds on. */
  readonly after: readonly string[];
  readonly needs: readonly Need[];
  readonly seconds: number;
  /** Gives what was seen in one line, or throws a failure. */
  readonly run: (story: Story) => Promise<string>;
}
