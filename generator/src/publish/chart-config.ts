import { goJson } from "../model/go-json.ts";
import { isObject } from "../model/json.ts";
import { byName } from "../model/tree.ts";

/** Fields of Chart.yaml in the order in which Helm writes them (`chart.Metadata`); what is empty is left out. */
const fields = ["name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion", "condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type"];
const lists: Readonly<Record<string, readonly string[]>> = {
  maintainers: ["name", "email", "url"],
  dependencies: ["name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"],
};

/** Chart.yaml as `helm push` puts it beside a chart, byte by byte. */
export function chartConfig(metadata: Readonly<Record<string, unknown>>): string {
  const value = (key: string): unknown => {
    const found = metadata[key];
    const inside = lists[key];
    if (inside !== undefined && Array.isArray(found)) return found.filter(isObject).map((one) => ordered(inside, (name) => one[name]));
    return key === "annotations" && isObject(found) ? Object.fromEntries(Object.entries(found).sort(([a], [b]) => byName(a, b))) : found;
  };
  return goJson(ordered(fields, value));
}

function ordered(keys: readonly string[], value: (key: string) => unknown): object {
  // The repository of a dependency alone is there also when there is none.
  return Object.fromEntries(keys.flatMap((key) => (!isEmpty(value(key)) ? [[key, value(key)]] : key === "repository" ? [[key, ""]] : [])));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false || (typeof value === "object" && Object.keys(value).length === 0);
}
