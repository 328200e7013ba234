import type { Command } from "commander";
import { projectRoot } from "../io/root.ts";
import { bumpCommand } from "./bump.ts";
import { bundleCommand } from "./bundle.ts";
import { doctorCommand } from "./doctor.ts";
import { faultsCommand } from "./faults.ts";
import { graphCommand } from "./graph.ts";
import { imagesCommand } from "./images.ts";
import { lintCommand } from "./lint.ts";
import { packageCommand } from "./package.ts";
import { publishCommand } from "./publish.ts";
import { serveCommand } from "./serve.ts";
import { sizesCommand } from "./sizes.ts";
import { chartsBlock, publishTargets, validTree } from "./valid-tree.ts";
import { verifyCommand } from "./verify.ts";

/** Commands that most runs do not need. */
export function addRareCommands(program: Command): void {
  const deps = { root: projectRoot(), loadTree: validTree, loadTargets: publishTargets, loadCharts: chartsBlock };
  program.addCommand(lintCommand());
  program.addCommand(graphCommand());
  program.addCommand(packageCommand(deps));
  program.addCommand(publishCommand(deps));
  program.addCommand(bumpCommand(deps));
  program.addCommand(serveCommand(deps));
  program.addCommand(sizesCommand());
  program.addCommand(imagesCommand());
  program.addCommand(bundleCommand());
  program.addCommand(doctorCommand());
  program.addCommand(verifyCommand());
  program.addCommand(faultsCommand());
}
