import { failed } from "../../model/acceptance.ts";
import type { Answer, World } from "../../model/world.ts";
import type { Step } from "../step.ts";

interface Path {
  readonly method: "GET" | "POST";
  readonly path: string;
}

/** Calls that answer with addresses, passwords and switches of an installation; below each `blocked` path of the edge at least one. */
export const internal: readonly Path[] = [
  { method: "GET", path: "/api/prometheus_discovery/api" },
  { method: "GET", path: "/api/third/prometheus" },
  { method: "POST", path: "/api/config/get_config" },
  { method: "POST", path: "/api/restart" },
  { method: "POST", path: "/complete_admin/config/get_config" },
  { method: "POST", path: "/complete_admin/restart" },
  { method: "GET", path: "/metrics" },
];

/** The same path as someone writes it who wants to get round a rule. */
function disguises(path: string): readonly string[] {
  const cut = path.lastIndexOf("/", path.length - 2);
  const before = path.slice(0, cut);
  const last = path.slice(cut + 1);
  const coded = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`;
  return [path, `${path}/`, `${before}//${last}`, `${before}/./${last}`, `${before}/${coded}`];
}

export const internalPaths: Step = {
  id: "internal-paths",
  title: "Internal paths lead nowhere",
  proves: "Configuration, restart, discovery and metrics cannot be reached from outside, also not by another spelling.",
  after: ["door"],
  needs: [],
  seconds: 60,
  run: async ({ world, url, adminURL }) => {
    const addresses = [url, ...(adminURL === undefined ? [] : [adminURL])];
    const calls = addresses.flatMap((address) => internal.flatMap(({ method, path }) => disguises(path).map((spelling) => ({ method, path, address: address + spelling }))));
    const open: string[] = [];
    for (const one of calls) if (reached(await ask(world, one), one)) open.push(`${one.method} ${one.address}`);
    if (open.length > 0) throw failed("edge", `reachable from outside: ${open.join(", ")}`, "Route the public address to openim-edge and to nothing else; it blocks these paths.");
    return `${internal.length} paths in ${calls.length} spellings refused`;
  },
};

async function ask(world: World, { method, address }: { readonly method: "GET" | "POST"; readonly address: string }): Promise<Answer> {
  // Without a token, so that nothing happens where the path is open.
  return world.http({ method, url: address, headers: { "content-type": "application/json", operationID: "verify-closed" }, ...(method === "POST" ? { body: '{"configName":"share.yml"}' } : {}) });
}

/** A page that answers everything with itself, as web clients do, is not the thing asked for. OpenIM's own refusal is: the path was reached. */
function reached({ status, headers, body }: Answer, { path }: Path): boolean {
  if (status >= 400) return false;
  // Only the one who answers sends somewhere else.
  if (status >= 300) return true;
  const text = new TextDecoder().decode(body);
  if (path === "/metrics") return /^# (HELP|TYPE) /m.test(text);
  return !(headers["content-type"] ?? "").startsWith("text/html");
}
