import { Command, Option } from "commander";
import { writeDurably } from "../io/durable-file.ts";
import { lockText, updateLock } from "../images/lock-text.ts";
import { clashes, formats, imageList, type Format } from "../images/mirror.ts";
import { exitCode } from "../model/exit.ts";
import { lockFile } from "../model/images-lock.ts";
import { locked, registryName, unlocked, type ImageOptions } from "./images-input.ts";
import { collectFlags } from "./inputs.ts";
import { resolveImagesCommand } from "./resolve-images.ts";
import { usageExit } from "./usage-exit.ts";

/** `gen images`: the list of all images; below it, how the list and its digests are kept. */
export function imagesCommand(): Command {
  const command = new Command("images")
    .description("Print every image that the charts can pull, or the commands that copy them into a mirror.")
    .option("-f, --file <path>", "another openim.yaml; its images.lock lies beside it")
    .addOption(new Option("--format <name>", "plain, text, json, or a script for skopeo, crane or docker").choices(formats).default("plain"))
    .option("--to <registry>", "the mirror, with a path if it has one: registry.example.com/openim", registryName)
    .addHelpText("after", "\nExample:\n  $ ./gen images --format skopeo --to registry.example.com/openim > mirror.sh\n")
    .enablePositionalOptions()
    .exitOverride(usageExit)
    .action((options: ImageOptions & { readonly format: Format; readonly to?: string }) => {
      const { lock } = locked(options);
      if (options.to !== undefined) for (const [one, other] of clashes(lock.images)) command.error(`${one} and ${other} would have one name in the mirror`, { exitCode: exitCode.invalid, code: "openim.mirror" });
      command.configureOutput().writeOut?.(`${imageList(lock.images, options.format, options.to)}\n`);
    });
  command.addCommand(
    new Command("lock")
      .description("Write the list of images to images.lock, without network; digests stay while their tag does.")
      .option("-f, --file <path>", "another openim.yaml; its images.lock lies beside it")
      .option("--set <path=value...>", "lay one setting over openim.yaml; may be repeated", collectFlags)
      .option("--check", "write nothing; exit 3 when the list is not what it should be")
      .addHelpText("after", "\nExample:\n  $ ./gen images lock\n")
      .exitOverride(usageExit)
      .action(async (options: ImageOptions & { readonly check?: boolean }) => {
        const { before, used, path, text } = unlocked(options);
        const after = lockText(updateLock(before, used));
        const changed = after !== text;
        if (changed && options.check !== true) await writeDurably(path, after);
        console.log(changed ? `${lockFile}: ${used.length} images; ${options.check === true ? "it is not what openim.yaml and the catalogue say. Run ./gen images lock." : "written."}` : `${lockFile}: ${used.length} images; nothing changed.`);
        if (changed && options.check === true) process.exitCode = exitCode.drift;
      }),
  );
  command.addCommand(resolveImagesCommand());
  return command;
}
