import { Command, CommanderError } from "commander";
import { exitCode } from "../model/exit.ts";
import { commandsFor } from "./commands.ts";
import { inputCode } from "./usage-exit.ts";

/** Runs the command line `args` (without program names) and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command("gen")
    .description("Turns openim.yaml into Helm charts for OpenIM: validated, packaged and published.")
    .showHelpAfterError("(gen <command> --help shows the options)")
    // An option belongs to the command that it follows, also where the one above has one of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

  for (const command of await commandsFor(args.find((arg) => !arg.startsWith("-")) ?? "")) program.addCommand(command);

  inherit(program);

  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.code === inputCode) console.error(`gen: ${error.message}`);
    if (error instanceof CommanderError) process.exitCode = error.code.startsWith("commander.") && error.exitCode !== exitCode.ok ? exitCode.usage : error.exitCode;
    else {
      console.error(`gen: ${error instanceof Error ? error.message : String(error)}`);
      if (process.env["DEBUG"] && error instanceof Error) console.error(error.stack);
      process.exitCode = exitCode.internal;
    }
  }
}

function inherit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inherit(child);
}
