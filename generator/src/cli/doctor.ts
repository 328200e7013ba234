import { dirname, relative } from "node:path";
import { Command } from "commander";
import { installCustomSchemas, locateCustomSchemas } from "../io/custom-schemas.ts";
import { installSchemas, loadKubernetes, locateSchemas } from "../io/k8s-schemas.ts";
import { projectRoot } from "../io/root.ts";
import { installTools, locateTool } from "../io/tools.ts";
import { loadTools } from "../io/tools/catalog.ts";
import { exitCode } from "../model/exit.ts";
import { doctorTable, type Finding } from "./doctor-table.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly install?: boolean;
  readonly strict?: boolean;
}

type Print = (line: string) => void;

const schemas = "schemas";

/** `gen doctor`: which outside tools are there and what is skipped without them; with --install it provides them. */
export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("show which outside tools are there and what is skipped without them")
    .argument("[names...]", `only these tools ("${schemas}": the Kubernetes schemas)`)
    .option("--install", "get what is missing, in pinned versions, into .tools; exit 5 when something cannot be had")
    .option("--strict", "exit 5 when something is missing")
    .addHelpText("after", "\nExample:\n  gen doctor --install\n  gen doctor --strict helm kubeconform schemas")
    .exitOverride(usageExit);
  return command.action(async (names: string[], { install: installs = false, strict = false }: Options) => {
    const root = projectRoot();
    const tools = loadTools(root);
    const known = [...tools.map((tool) => tool.name), schemas];
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      command.error(`no such tool: ${unknown.join(", ")}; there are ${known.join(", ")}`, { exitCode: exitCode.usage, code: "openim.usage" });
    }
    const wanted = names.length === 0 ? known : known.filter((name) => names.includes(name));
    const print: Print = (line) => command.configureOutput().writeOut?.(`${line}\n`);
    if (installs) await install(wanted, root, print);
    const findings = await examine(wanted, root);
    if (!installs) print(doctorTable(findings));
    const missing = findings.filter((finding) => finding.found === undefined);
    if (missing.length === 0) return;
    print(advice(missing, installs));
    if (installs || strict) process.exitCode = exitCode.tool;
  });
}

async function install(names: readonly string[], root: string, log: Print): Promise<void> {
  const tools = names.filter((name) => name !== schemas);
  await Promise.all([
    installTools(tools, { log }),
    names.includes(schemas) ? installSchemas(loadKubernetes(root).checked, { log, root }) : undefined,
    names.includes(schemas) ? installCustomSchemas({ log, root }) : undefined,
  ]);
}

async function examine(names: readonly string[], root: string): Promise<readonly Finding[]> {
  const tools = loadTools(root).filter((tool) => names.includes(tool.name));
  const rows = tools.map(async ({ name, version, neededBy }): Promise<Finding> => {
    const location = await locateTool(name);
    const row = { name, wanted: version, neededBy };
    return location === undefined ? row : { ...row, found: { version: location.version, where: nearby(root, location.path) } };
  });
  const { checked } = loadKubernetes(root);
  const minors = names.includes(schemas) ? [...checked.map((minor) => examineSchemas(minor, root)), examineCustom(root)] : [];
  return Promise.all([...rows, ...minors]);
}

async function examineSchemas(minor: string, root: string): Promise<Finding> {
  const located = await locateSchemas(minor, root);
  const row = { name: schemas, wanted: minor, neededBy: `validation of objects against Kubernetes ${minor}` };
  return located === undefined ? row : { ...row, found: { version: minor, where: nearby(root, located.folder) } };
}

async function examineCustom(root: string): Promise<Finding> {
  const located = await locateCustomSchemas(root);
  const kinds = loadKubernetes(root).customResources.flatMap((r) => r.kinds);
  const row = { name: schemas, wanted: "custom", neededBy: `validation of ${kinds.join(", ")}` };
  return located === undefined ? row : { ...row, found: { version: "custom", where: nearby(root, dirname(located)) } };
}

/** Short for what lies in the project, whole for everything else. */
function nearby(root: string, path: string): string {
  const inside = relative(root, path);
  return inside.startsWith("..") ? path : inside;
}

function advice(missing: readonly Finding[], tried: boolean): string {
  const names = missing.map(({ name, wanted }) => `${name} ${wanted}`).join(", ");
  return tried ? `not installed: ${names}; run "gen doctor" to see what is skipped without them` : `missing: ${names}; "gen doctor --install" gets them`;
}
