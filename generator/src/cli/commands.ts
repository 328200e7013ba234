import type { Command } from "commander";
import type { CommandDeps } from "./deps.ts";

/** Every command in the order of the help. A run needs one of them, and each brings libraries of its own. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  charts: async () => (await import("./charts.ts")).chartsCommand(),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  lint: async () => (await import("./lint.ts")).lintCommand(),
  graph: async () => (await import("./graph.ts")).graphCommand(),
  package: async () => (await import("./package.ts")).packageCommand(await deps()),
  publish: async () => (await import("./publish.ts")).publishCommand(await deps()),
  bump: async () => (await import("./bump.ts")).bumpCommand(await deps()),
  serve: async () => (await import("./serve.ts")).serveCommand(await deps()),
  sizes: async () => (await import("./sizes.ts")).sizesCommand(),
  images: async () => (await import("./images.ts")).imagesCommand(),
  bundle: async () => (await import("./bundle.ts")).bundleCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  verify: async () => (await import("./verify.ts")).verifyCommand(),
  faults: async () => (await import("./faults.ts")).faultsCommand(),
};

/** The command of this name, or all of them where none has it: then somebody asks what there is. */
export async function commandsFor(name: string): Promise<readonly Command[]> {
  const wanted = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  return Promise.all(wanted.flatMap((load) => load?.() ?? []));
}

async function deps(): Promise<CommandDeps> {
  return (await import("./valid-tree.ts")).fromSources();
}
