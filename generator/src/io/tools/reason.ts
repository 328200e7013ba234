import { ExecaError } from "execa";

/** Why something failed, in one line: of a program its last words, of anything else its message. */
export function reason(error: unknown): string {
  if (error instanceof ExecaError) {
    const said = `${String(error.stdout ?? "")}\n${String(error.stderr ?? "")}`.trim().split("\n").at(-1)?.trim();
    return said === undefined || said === "" ? error.shortMessage.split("\n")[0] ?? error.shortMessage : said;
  }
  return error instanceof Error ? error.message : String(error);
}
