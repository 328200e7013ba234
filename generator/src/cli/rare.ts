import type { Command } from "commander";
import { projectRoot } from "../io/root.ts";
import { doctorCommand } from "./doctor.ts";
import { graphCommand } from "./graph.ts";
import { lintCommand } from "./lint.ts";
import { packageCommand } from "./package.ts";
import { publishCommand } from "./publish.ts";
import { serveCommand } from "./serve.ts";
import { verifyCommand } from "./verify.ts";
import { publishTargets, validTree } from "./valid-tree.ts";

/** Commands that most runs do not need. */
export function addRareCommands(program: Command): void {
  const deps = { root: projectRoot(), loadTree: validTree, loadTargets: publishTargets };
  program.addCommand(lintCommand());
  program.addCommand(graphCommand());
  program.addCommand(packageCommand(deps));
  program.addCommand(publishCommand(deps));
  program.addCommand(serveCommand(deps));
  program.addCommand(doctorCommand());
  program.addCommand(verifyCommand());
}
