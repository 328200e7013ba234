import { Command } from "commander";
import { prefixes } from "../io/credentials.ts";
import { writeDurably } from "../io/durable-file.ts";
import { openRegistry, type Registry } from "../io/registry/client.ts";
import { resolveImage } from "../io/registry/resolve.ts";
import { isUnreachable } from "../io/request.ts";
import { lockText } from "../images/lock-text.ts";
import { resolveEntry, type Answer, type Outcome } from "../images/resolve-entry.ts";
import { exitCode } from "../model/exit.ts";
import { parseImage } from "../model/image.ts";
import type { LockedImage } from "../model/images-lock.ts";
import { locked, registryName, type ImageOptions } from "./images-input.ts";
import { usageExit } from "./usage-exit.ts";

interface Options extends ImageOptions {
  readonly registry?: string;
  readonly acceptMoved?: boolean;
}

/** `gen images resolve`: asks registries which digests the tags have, and writes them into images.lock. */
export function resolveImagesCommand(): Command {
  const command = new Command("resolve")
    .description("Ask the registries for the digests of the images, and write them into images.lock.")
    .argument("[images...]", "only these: whole names, or a part of them")
    .option("-f, --file <path>", "another openim.yaml; its images.lock lies beside it")
    .option("--registry <host>", "ask this one for all: a mirror, with a path if it has one", registryName)
    .option("--accept-moved", "take over the digest of a tag that was moved")
    .addHelpText("after", "\nExamples:\n  $ ./gen images resolve\n  $ ./gen images resolve --registry registry.example.com/openim kafka\n\nExit codes: 5 when an image has no answer, 6 when a tag was moved.\n")
    .exitOverride(usageExit);
  return command.action(async (wanted: readonly string[], options: Options) => {
    const { lock, path } = locked(options);
    const unknown = wanted.filter((part) => !lock.images.some(({ image }) => image.includes(part)));
    if (unknown.length > 0) command.error(`no image is called ${unknown.join(", ")}; ./gen images shows them`, { exitCode: exitCode.usage, code: "openim.usage" });
    const ask = asker(options.registry);
    const outcomes: Outcome[] = [];
    for (const entry of lock.images) {
      if (wanted.length > 0 && !wanted.some((part) => entry.image.includes(part))) {
        outcomes.push({ entry, state: "unchanged", said: "" });
        continue;
      }
      const outcome = resolveEntry(entry, await ask(entry), options.acceptMoved === true);
      outcomes.push(outcome);
      console.log(`${outcome.state.padEnd(9)}  ${entry.image}  ${outcome.said}`);
    }
    await writeDurably(path, lockText(outcomes.map(({ entry }) => entry)));
    const count = (state: Outcome["state"]): number => outcomes.filter((o) => o.state === state).length;
    const known = outcomes.filter(({ entry }) => entry.digest !== undefined).length;
    console.log(`${known} of ${outcomes.length} images have a digest. ${known === 0 ? "" : "Run ./gen charts to use them."}`.trim());
    if (count("moved") > 0) {
      console.error("A tag that was moved is kept as it was; --accept-moved takes it over.");
      process.exitCode = exitCode.conflict;
    } else if (count("failed") > 0) process.exitCode = exitCode.tool;
  });
}

/** Asks the registry of an image, or the one that is named for all. One that cannot be reached is asked once. */
function asker(named: string | undefined): (entry: LockedImage) => Promise<Answer> {
  const open = new Map<string, Registry>();
  const silent = new Map<string, string>();
  return async ({ image }) => {
    const name = parseImage(image);
    if (name === undefined) return { reason: "not the name of an image" };
    const where = named ?? name.registry;
    const before = silent.get(where);
    if (before !== undefined) return { reason: before };
    const registry = open.get(where) ?? openRegistry(where, named === undefined ? {} : { variables: prefixes.registry });
    open.set(where, registry);
    try {
      return (await resolveImage(registry, name.repository, name.tag === "" ? name.digest : name.tag)) ?? { reason: `${where} has no ${name.repository}:${name.tag}` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (isUnreachable(error)) silent.set(where, reason);
      return { reason };
    }
  };
}
