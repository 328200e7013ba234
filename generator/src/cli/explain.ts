import { Command } from "commander";
import { closest } from "../load/closest.ts";
import { readYaml } from "../load/yaml.ts";
import { diagnose } from "../model/codes.ts";
import { hasErrors, type Diagnostic, type Position } from "../model/diagnostic.ts";
import { exitCode, type ExitCode } from "../model/exit.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import { at, type JsonObject } from "../model/json.ts";
import { showPath } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import { catalogueValue, type CatalogueValue } from "../plan/effective.ts";
import { explain, type Unknown, type Unsaid } from "../report/explain.ts";
import { explainJson, explainText } from "../report/explain-text.ts";
import type { Flag } from "../resolve/resolve.ts";
import type { Inputs } from "./generate.ts";
import { collectFlags, readInputs, sourceTexts } from "./inputs.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { report } from "./report.ts";

interface Options {
  readonly file?: string;
  readonly env?: string;
  readonly set?: readonly Flag[];
  readonly json?: boolean;
}

/** `gen explain`: what a key of openim.yaml means, its value, and where that comes from. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("Say what a key of openim.yaml means, what may be written, its value, and where that comes from.")
    .argument("[path]", "such as modules.openim-api.replicas; a block lists its keys")
    .option("-f, --file <path>", "another openim.yaml")
    .option("--env <name>", "the value in one environment; without, what all share and where they differ")
    .option("--set <path=value...>", "lay one setting over openim.yaml; may be repeated", collectFlags)
    .option("--json", "for programs")
    .addHelpText("after", "\nExample:\n  $ ./gen explain config.log.remainLogLevel --env prod\n")
    .action((path: string | undefined, options: Options) => {
      process.exitCode = runExplain(path ?? "", options);
    });
}

function runExplain(text: string, options: Options): ExitCode {
  const inputs = readInputs(options);
  const given = answer(inputs, text, options);
  if (given.warning !== undefined) console.error(`${given.warning}\n`);
  report(given.faults, "pretty", sourceTexts(inputs));
  if (given.text !== undefined) console.log(given.text);
  return given.exitCode;
}

/** What is to be said about a path: a text, or why there is none. */
export interface Answer {
  readonly exitCode: ExitCode;
  readonly text?: string;
  readonly faults: readonly Diagnostic[];
  readonly warning?: string;
}

/** Answers the question for a path (`""` for the whole file), in one environment or for all. */
export function answer(inputs: Inputs, text: string, options: { readonly env?: string; readonly json?: boolean }): Answer {
  const { diagnostics, prepared } = prepare(inputs);
  if (prepared === undefined) return { exitCode: exitCode.invalid, faults: diagnostics };
  const asked = question(text, options.env, prepared);
  if ("fault" in asked) return { exitCode: exitCode.usage, faults: [asked.fault] };
  const { path, stack, schema } = asked;
  const found = explain({ schema, stack, others: stack.environment === undefined ? prepared.environments : [], unsaid: unsaidIn(prepared, inputs) }, path);
  if ("within" in found) return { exitCode: exitCode.usage, faults: [unknown({ ...found, within: [...asked.prefix, ...found.within] })] };
  return {
    exitCode: exitCode.ok,
    text: options.json === true ? explainJson(found) : explainText(found, text),
    faults: [],
    // One who asks for help may have a mistake in the file already.
    ...(hasErrors(diagnostics) ? { warning: `${inputs.settings.file} has mistakes; ./gen charts shows them.` } : {}),
  };
}

/** The path and the environment that are meant: `environments.prod.profile` is `profile` in prod. */
function question(text: string, env: string | undefined, { schema, base, environments }: Prepared) {
  const path = text.replaceAll(/\[(\d+)\]/g, ".$1").split(".").filter((key) => key !== "");
  const [first, second, ...rest] = path;
  const name = first === "environments" ? second : env;
  const known = environments.map((e) => e.environment ?? "");
  const environment = at(schema, ["definitions", "environment"]) as JsonObject;
  const top = (at(schema, ["properties"]) ?? {}) as JsonObject;
  const stack = name === undefined ? base : environments.find((e) => e.environment === name);
  if (stack === undefined) return { fault: unknown({ key: name ?? "", within: ["environments"], known }) };
  if (first === "environments" && name !== undefined) return { path: rest, prefix: ["environments", name], stack, schema: environment };
  // Some keys only stand at the top, some only in an environment; here one may ask about all of them.
  const named = { ...(top["environments"] as JsonObject), properties: Object.fromEntries(known.map((key) => [key, environment])) };
  return { path, prefix: [], stack, schema: { ...schema, properties: { ...top, ...(environment["properties"] as JsonObject), environments: named } } };
}

function unknown({ key, within, known }: Unknown): Diagnostic {
  const at = within.length === 0 ? "openim.yaml" : `\`${showPath(within)}\``;
  return diagnose("unknown-key", { key, at, near: closest(key, known), known: known.join(", ") || "none" });
}

/** Defaults, with their places in our own files and in those of the site's modules. */
function unsaidIn({ catalog, templates, extra }: Prepared, inputs: Inputs): (stack: Stack, path: readonly string[]) => Unsaid | undefined {
  const text = (file: string): string =>
    extra.get(file) ?? inputs.catalog.get(file.slice(catalogFolder.length + 1)) ?? inputs.templates.get(file.slice(templatesFolder.length + 1)) ?? "";
  return (stack, path) => {
    const found = catalogueValue(catalog, templates, stack, path);
    if (found === undefined) return undefined;
    const position = positionOf(found, text);
    return { layer: "catalogue", ...(position === undefined ? {} : { position }), ...(found.value === undefined ? {} : { value: found.value }), ...(found.note === undefined ? {} : { note: found.note }) };
  };
}

function positionOf({ file, path, line }: CatalogueValue, text: (file: string) => string): Position | undefined {
  if (file === undefined) return undefined;
  return line === undefined ? readYaml(file, text(file)).source.position(path ?? [], "key") : { file, line, column: 1 };
}
