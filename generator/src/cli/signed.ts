import type { Command } from "commander";
import { signer } from "../io/gpg.ts";
import type { Archive } from "../model/archive.ts";
import { exitCode } from "../model/exit.ts";
import { provenanceMessage } from "../package/provenance.ts";

/** How archives are signed, for the help of commands that can. */
export const signHelp = `
Signing uses gpg and a secret key of your own keyring. Where nobody can type the passphrase, it is read from the variable
OPENIM_SIGN_PASSPHRASE or from the file that OPENIM_SIGN_PASSPHRASE_FILE names.`;

/** Archives with provenance, or as they are without a key. Ends the command when the key cannot sign. */
export async function signed(archives: readonly Archive[], key: string | undefined, command: Command): Promise<{ readonly archives: readonly Archive[]; readonly by: string }> {
  if (key === undefined) return { archives, by: "unsigned: helm verify has nothing to check (--sign KEY)" };
  const own = await signer(key, process.env);
  if ("reason" in own) return command.error(`cannot sign: ${own.reason}`, { exitCode: own.missing ? exitCode.tool : exitCode.usage, code: "openim.sign" });
  const done: Archive[] = [];
  for (const archive of archives) {
    const provenance = await own.sign(provenanceMessage(archive)).catch((error: Error) => command.error(error.message, { exitCode: exitCode.tool, code: "openim.sign" }));
    done.push({ ...archive, provenance });
  }
  return { archives: done, by: `signed by ${own.owner}, ${own.fingerprint}` };
}
