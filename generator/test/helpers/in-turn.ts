import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** What a program did. */
export interface Run {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What Node reads when it starts, and what is looked at once: who changes it needs a process of its own. */
const fixed = /^(NODE_.*|TZ|LANG|LANGUAGE|LC_.*|(https?|no|all)_proxy)$/i;

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a program of ours in a process that others had before: one that only begins takes Node ten times as long as one that goes
 * on. Runs wait for each other. What is to be killed, to run beside another or to see another clock or locale is started instead.
 *
 * @throws Error when `env` says what such a process cannot take in
 */
export async function inTurn(main: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const refused = Object.keys(env).filter((name) => fixed.test(name) && env[name] !== process.env[name]);
  if (refused.length > 0) throw new Error(`${refused.join(", ")}: start the program in a process of its own`);
  const mine = last.then(() => ask({ main, args, cwd, env: { ...process.env, ...env } }));
  last = mine.catch(() => undefined);
  return mine;
}

function ask(question: object): Promise<Run> {
  host ??= open();
  const child = host;
  return new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: string | null): void => reject(new Error(`the process that runs programs in turn is gone: ${code ?? signal}`));
    child.once("exit", gone);
    child.once("message", (answer) => {
      child.off("exit", gone);
      resolve(answer as Run);
    });
    child.send(question);
  });
}

function open(): ChildProcess {
  const child = fork(join(import.meta.dirname, "../fixtures/in-turn.mjs"), { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] });
  child.once("exit", () => (host = undefined));
  // It ends with the tests.
  child.unref();
  child.channel?.unref();
  return child;
}
