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

/** Processes that wait for a program, the one that had one last at the end. */
const idle: ChildProcess[] = [];
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a program of ours in a process that others had before: one that only begins takes Node ten times as long as one that goes
 * on. Runs wait for each other. What is to be killed or to see another clock or locale is started instead.
 *
 * @throws Error when `env` says what such a process cannot take in
 */
export async function inTurn(main: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const mine = last.then(() => besideOthers(main, args, cwd, env));
  last = mine.catch(() => undefined);
  return mine;
}

/** The same for what is to run beside others: until it is over, its process is its own. */
export async function besideOthers(main: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const refused = Object.keys(env).filter((name) => fixed.test(name) && env[name] !== process.env[name]);
  if (refused.length > 0) throw new Error(`${refused.join(", ")}: start the program in a process of its own`);
  const child = idle.pop() ?? open();
  const answer = await ask(child, { main, args, cwd, env: { ...process.env, ...env } });
  idle.push(child);
  return answer;
}

function ask(child: ChildProcess, question: object): Promise<Run> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: string | null): void => reject(new Error(`the process that runs programs is gone: ${code ?? signal}`));
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
  child.once("exit", () => idle.splice(0, idle.length, ...idle.filter((other) => other !== child)));
  // It ends with the tests.
  child.unref();
  child.channel?.unref();
  return child;
}
