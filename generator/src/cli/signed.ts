import type { Command } from "commander";
import { atOnce } from "../io/at-once.ts";
import { signer } from "../io/gpg.ts";
import type { Archive } from "../model/archive.ts";
import { exitCode } from "../model/exit.ts";
import { provenanceMessage } from "../package/provenance.ts";

/** How archives are signed, for the help of commands that can. */
export const signHelp = `
Signing uses gpg and a secret key of your own keyring. Where nobody can type the passphrase, it is read from the variable
OPENIM_SIGN_PASSPHRASE or from the file that OPENIM_SIGN_PASSPHRASE_FILE names.`;

/** How the archives of one run are signed. */
export interface Signing {
  readonly sign: (archives: readonly Archive[]) => Promise<readonly Archive[]>;
  /** Who signs, or that nobody does, as a line for people. */
  readonly by: string;
  /** Of the key; undefined when nobody signs. */
  readonly fingerprint: string | undefined;
}

/** Prepares signing with a key; without one archives stay as they are. Ends the command when the key cannot be had. */
export async function signing(key: string | undefined, command: Command): Promise<Signing> {
  if (key === undefined) return { sign: (archives) => Promise.resolve(archives), by: "unsigned: helm verify has nothing to check (--sign KEY)", fingerprint: undefined };
  const own = await signer(key, process.env);
  if ("reason" in own) return command.error(`cannot sign: ${own.reason}`, { exitCode: own.missing ? exitCode.tool : exitCode.usage, code: "openim.sign" });
  const one = async (archive: Archive): Promise<Archive> => ({ ...archive, provenance: await own.sign(provenanceMessage(archive)) });
  const sign = async (archives: readonly Archive[]): Promise<readonly Archive[]> => {
    // For the first one somebody may have to type the passphrase, which gpg-agent then knows for the rest.
    const first = await atOnce(archives.slice(0, 1), one);
    return [...first, ...(await atOnce(archives.slice(1), one))];
  };
  const fail = (error: Error): never => command.error(error.message, { exitCode: exitCode.tool, code: "openim.sign" });
  return { sign: (archives) => sign(archives).catch(fail), by: `signed by ${own.owner}, ${own.fingerprint}`, fingerprint: own.fingerprint };
}
