/** Exit codes of `gen`; scripts and pipelines rely on them. */
export const exitCode = {
  ok: 0,
  internal: 1,
  usage: 2,
  drift: 3,
  invalid: 4,
  tool: 5,
  conflict: 6,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
