import { join } from "node:path";
import { parse } from "yaml";
import { isObject } from "../model/json.ts";
import { helmConfigHome, type Credentials } from "./credentials.ts";
import { readText } from "./read-text.ts";

/** The login that `helm repo add --username` keeps for a repository. */
export function helmRepositoryLogin(address: string, env: NodeJS.ProcessEnv): Credentials | undefined {
  const bare = (url: unknown) => String(url).replace(/\/+$/, "");
  const own = repositories(env["HELM_REPOSITORY_CONFIG"] ?? join(helmConfigHome(env), "repositories.yaml")).find((r) => bare(r["url"]) === bare(address) && typeof r["username"] === "string" && r["username"] !== "");
  return own === undefined ? undefined : { username: String(own["username"]), password: String(own["password"] ?? "") };
}

/** A file that is not there, or not readable as such, holds no login. */
function repositories(file: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = parse(readText(file) ?? "");
    return isObject(value) && Array.isArray(value["repositories"]) ? (value["repositories"] as readonly unknown[]).filter(isObject) : [];
  } catch {
    return [];
  }
}
