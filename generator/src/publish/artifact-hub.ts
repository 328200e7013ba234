import { stringify } from "yaml";
import { isObject, type Json, type JsonObject } from "../model/json.ts";

/** artifacthub-repo.yml of a repository, from the block `charts` of openim.yaml; undefined when it says nothing about it. */
export function artifactHubFile(charts: JsonObject): string | undefined {
  const block = charts["artifactHub"];
  if (!isObject(block)) return undefined;
  const owners = (Array.isArray(block["owners"]) ? (block["owners"] as readonly Json[]) : []).filter(isObject).map(({ name, email }) => ({ name: name ?? "", email: email ?? "" }));
  const value = { ...(block["repositoryID"] === undefined ? {} : { repositoryID: block["repositoryID"] }), ...(owners.length === 0 ? {} : { owners }) };
  return `# Who owns this repository at Artifact Hub.\n${stringify(value)}`;
}
