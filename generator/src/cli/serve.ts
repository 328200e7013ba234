import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { serveFolder, type RunningServer } from "../io/http-server.ts";
import { exitCode } from "../model/exit.ts";
import type { CommandDeps } from "./deps.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly dir?: string;
  readonly port: number;
}

/** `gen serve`: the published folder on 127.0.0.1 until SIGINT or SIGTERM, then exit 0. */
export function serveCommand({ root, loadTargets }: Pick<CommandDeps, "root" | "loadTargets">): Command {
  const command = new Command("serve")
    .description("offer the published charts on 127.0.0.1, for helm repo add")
    .option("--port <number>", "port to listen on; 0 takes any free one", port, 8879)
    .option("--dir <folder>", "the repository (default: the first folder that `publish` in openim.yaml names)")
    .addHelpText("after", "\nExample:\n  gen publish && gen serve\n  helm repo add openim http://127.0.0.1:8879")
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const print = (text: string) => command.configureOutput().writeOut?.(`${text}\n`);
    const usage = (message: string) => command.error(message, { exitCode: exitCode.usage, code: "openim.usage" });
    const folder = options.dir === undefined ? resolve(root, (await loadTargets()).find((t) => t.type === "directory")?.path ?? "dist/repo") : resolve(options.dir);
    if (!existsSync(join(folder, "index.yaml"))) usage(`no repository in ${folder}: there is no index.yaml; run gen publish first`);
    const stop = signalled(["SIGINT", "SIGTERM"]);
    const server = await start(folder, options.port, usage);
    print(`serving ${folder}, Ctrl-C to stop`);
    print(`  helm repo add openim ${server.url}`);
    await stop;
    await server.close();
  });
}

async function start(folder: string, wanted: number, usage: (message: string) => never): Promise<RunningServer> {
  try {
    return await serveFolder(folder, wanted);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") usage(`port ${wanted} on 127.0.0.1 is in use: choose another with --port (0 takes any free one)`);
    if (code === "EACCES") usage(`port ${wanted} needs privileges: choose one above 1023 with --port`);
    throw error;
  }
}

async function signalled(signals: readonly NodeJS.Signals[]): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}

function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return Number(value);
}
