import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { parse } from "yaml";
import type { Credentials } from "../acceptance/story.ts";
import { exitCode } from "../model/exit.ts";
import { isObject } from "../model/json.ts";
import { inputCode } from "./usage-exit.ts";

/** Keys of a file, which are those of the installation's Secrets, and variables. */
const names = {
  imSecret: { key: "secret", variable: "OPENIM_SECRET" },
  imAdmin: { key: "im-admin", variable: "OPENIM_IM_ADMIN" },
  superCode: { key: "super-code", variable: "OPENIM_SUPER_CODE" },
  adminAccount: { key: "admin-account", variable: "OPENIM_ADMIN_ACCOUNT" },
  adminPassword: { key: "admin-password", variable: "OPENIM_ADMIN_PASSWORD" },
} as const;

/** What is known of the installation's secrets: a variable before the file, the file before the cluster. */
export async function readCredentials(file: string | undefined, environment: NodeJS.ProcessEnv, cluster: Partial<Credentials> = {}): Promise<Credentials> {
  const said = file === undefined ? {} : fromFile(file);
  const found: Record<string, string> = {};
  for (const [name, { key, variable }] of Object.entries(names)) {
    const value = environment[variable] || said[key] || cluster[name as keyof Credentials];
    if (value !== undefined && value !== "") found[name] = value;
  }
  return { imAdmin: "imAdmin", ...found };
}

function fromFile(file: string): Readonly<Record<string, string>> {
  const value: unknown = parse(readGiven(file));
  const known = Object.values(names).map(({ key }) => key as string);
  const keys = isObject(value) ? Object.keys(value) : [];
  const strange = keys.filter((key) => !known.includes(key));
  if (!isObject(value) || strange.length > 0) throw new CommanderError(exitCode.usage, inputCode, `${file} must have the keys ${known.join(", ")}${strange.length > 0 ? ` and not ${strange.join(", ")}` : ""}`);
  return Object.fromEntries(keys.map((key) => [key, String(value[key])]));
}

/** The text of a file that an option names; `-` is standard input. */
export function readGiven(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new CommanderError(exitCode.usage, inputCode, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
