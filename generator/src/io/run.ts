import { execa } from "execa";

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell. A non-zero exit is an answer, not an exception. `detached`: Ctrl-C reaches us and not it. */
export async function run(program: string, args: readonly string[], options: { readonly input?: string; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number; readonly detached?: boolean } = {}): Promise<Outcome> {
  const result = await execa(program, args, { reject: false, stripFinalNewline: false, ...options });
  return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr || (result.originalMessage ?? "") };
}
