import type { CommanderError } from "commander";
import { exitCode } from "../model/exit.ts";

/** Code of an error that commander does not print by itself; main does. */
export const inputCode = "openim.input";

/** For `exitOverride`: commander says 1 for a wrong option or argument, and we say 2. Every other code is kept. */
export function usageExit(error: CommanderError): never {
  process.exit(error.code.startsWith("commander.") && error.exitCode === exitCode.internal ? exitCode.usage : error.exitCode);
}
