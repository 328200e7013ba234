import { Command } from "commander";
import { bundlePushCommand, bundleVerifyCommand } from "./bundle-push.ts";
import type { BundleOptions } from "./make-bundle.ts";
import { signHelp } from "./signed.ts";
import { usageExit } from "./usage-exit.ts";

/** `gen bundle`: one archive with everything that a sealed network needs; below it, what is done with one. */
export function bundleCommand(): Command {
  const command = new Command("bundle")
    .description("Write one archive with charts, values, scripts, the list of images, and the images when a source of them is named.")
    .option("-o, --out <file>", "the archive (default: dist/openim-bundle-<version>.tar.gz)")
    .option("--env <name...>", "only these environments, and only the images that they pull (default: all)")
    .option("--images-from <source>", "a registry that has them all, a folder in OCI layout, or `upstream`: each from its own registry")
    .option("--sign <key>", "sign every chart with this secret key of gpg, best named by its fingerprint")
    .option("-q, --quiet", "say only what came of it")
    .addHelpText("after", `${signHelp}\n\nExamples:\n  $ ./gen bundle --env prod --images-from registry.example.com/openim\n  $ ./gen bundle verify dist/openim-bundle-0.1.0.tar.gz\n  $ ./gen bundle push dist/openim-bundle-0.1.0.tar.gz registry.inside.example.com/openim\n`)
    .enablePositionalOptions()
    .exitOverride(usageExit);
  command.action(async (options: BundleOptions) => {
    // With it comes the library for bills of materials, which nothing else needs.
    const { makeBundle } = await import("./make-bundle.ts");
    await makeBundle(command, options);
  });
  command.addCommand(bundleVerifyCommand());
  command.addCommand(bundlePushCommand());
  return command;
}
