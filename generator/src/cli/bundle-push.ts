import { existsSync } from "node:fs";
import { Command } from "commander";
import { checkBundle } from "../bundle/check.ts";
import type { Checked } from "../model/bundle.ts";
import { pushBundle, tagConflicts } from "../io/bundle/push.ts";
import { readBundle, type ReadBundle } from "../io/bundle/read.ts";
import { prefixes } from "../io/credentials.ts";
import { openRegistry } from "../io/registry/client.ts";
import { exitCode } from "../model/exit.ts";
import { isLoopback } from "../model/publish-target.ts";
import { registryName } from "./images-input.ts";
import { usageExit } from "./usage-exit.ts";

/** `gen bundle verify`: whether an archive is what it was when it was made. */
export function bundleVerifyCommand(): Command {
  const command = new Command("verify")
    .description("Check every file, image and blob of a bundle against its checksums. Needs no network.")
    .argument("<file>", "the archive")
    .addHelpText("after", "\nExample:\n  $ ./gen bundle verify dist/openim-bundle-0.1.0.tar.gz\n\nIt says that a bundle is whole, not who made it: compare the checksum of the archive itself with what its maker told you.\n")
    .exitOverride(usageExit);
  return command.action(async (file: string) => {
    const { checked } = await sound(command, file);
    const { contents, images, files, bytes } = checked;
    console.log(`${file}: sound. OpenIM ${contents.release}, charts ${contents.version}; ${files} files, ${bytes} bytes, ${contents.charts.length} charts, ${images.length} of ${contents.images.length} images.`);
  });
}

/** `gen bundle push`: brings a bundle into a registry. */
export function bundlePushCommand(): Command {
  const command = new Command("push")
    .description("Bring the images and charts of a bundle into a registry. Interrupted, it is continued by the same command.")
    .argument("<file>", "the archive")
    .argument("<registry>", "host, with a path if it has one: registry.example.com/openim", registryName)
    .option("--overwrite", "also move tags that mean something else there")
    .option("-q, --quiet", "say only what came of it")
    .addHelpText("after", "\nExample:\n  $ helm registry login registry.example.com\n  $ ./gen bundle push openim-bundle-0.1.0.tar.gz registry.example.com/openim\n\nThe login is that of helm, docker or podman, or GEN_REGISTRY_USERNAME and GEN_REGISTRY_PASSWORD.\n")
    .exitOverride(usageExit);
  return command.action(async (file: string, name: string, options: { readonly overwrite?: boolean; readonly quiet?: boolean }) => {
    const { bundle, checked } = await sound(command, file);
    const registry = openRegistry(name, { variables: prefixes.registry, write: true });
    const failed = (error: unknown): never => command.error(`${error instanceof Error ? error.message : String(error)}\nWhat was sent stays there; the same command goes on from it.`, { exitCode: exitCode.tool, code: "openim.push" });
    const conflicts = options.overwrite === true ? [] : await tagConflicts(bundle, checked, registry).catch(failed);
    if (conflicts.length > 0) {
      const lines = conflicts.map((c) => `  ${c.name}\n    there:     ${c.there}\n    in bundle: ${c.wanted}`);
      command.error(["These tags mean something else in the registry; nothing was sent:", ...lines, "Push to another path, or say --overwrite."].join("\n"), { exitCode: exitCode.conflict, code: "openim.conflict" });
    }
    const { images, charts, blobs } = await pushBundle(file, bundle, checked, registry, (line) => void (options.quiet !== true && console.error(line))).catch(failed);
    console.log(`${images} images and ${charts} charts are in ${name}: ${blobs.sent} blobs sent (${blobs.bytes} bytes), ${blobs.there} there already.`);
    const umbrella = checked.contents;
    const plain = isLoopback(new URL(`oci://${name}`).hostname) ? " --plain-http" : "";
    console.log(`helm install ${umbrella.name} oci://${name}/charts/${umbrella.name} --version ${umbrella.version}${plain} -n im --create-namespace --set global.imageRegistry=${name} --set global.openim.publicURL=https://im.example.com`);
  });
}

/** A bundle that was read and is sound; ends the process with everything that is wrong otherwise. */
async function sound(command: Command, file: string): Promise<{ readonly bundle: ReadBundle; readonly checked: Checked }> {
  if (!existsSync(file)) command.error(`${file} does not exist`, { exitCode: exitCode.usage, code: "openim.usage" });
  const bundle = await readBundle(file).catch((error: Error) => command.error(`${file}: ${error.message}`, { exitCode: exitCode.invalid, code: "openim.bundle" }));
  const result = checkBundle(bundle);
  if ("checked" in result) return { bundle, checked: result.checked };
  return command.error([`${file} is not sound:`, ...result.faults.map((fault) => `  ${fault}`)].join("\n"), { exitCode: exitCode.invalid, code: "openim.bundle" });
}
