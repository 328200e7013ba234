import { Command } from "commander";
import { diagnose } from "../model/codes.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { exitCode, type ExitCode } from "../model/exit.ts";
import { at } from "../model/json.ts";
import type { Stack } from "../model/stack.ts";
import { sizesOf } from "../plan/sizes.ts";
import { sizesJson } from "../report/sizes-json.ts";
import { componentsText, poolsText, sizesText, type NamedSizes } from "../report/sizes-text.ts";
import type { Flag } from "../resolve/resolve.ts";
import type { Inputs } from "./generate.ts";
import { collectFlags, readInputs, sourceTexts } from "./inputs.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { report } from "./report.ts";

interface Options {
  readonly file?: string;
  readonly profile?: string;
  readonly env?: string;
  readonly set?: readonly Flag[];
  readonly json?: boolean;
}

/** `gen sizes`: what each profile asks of its machines and stores. */
export function sizesCommand(): Command {
  return new Command("sizes")
    .description("Print what each profile asks for: pods, CPU, memory, volumes, connections, and what its nodes have left.")
    .option("-f, --file <path>", "another openim.yaml")
    .option("--profile <name>", "one profile, component by component")
    .option("--env <name>", "one environment of openim.yaml, component by component")
    .option("--set <path=value...>", "lay one setting over openim.yaml; may be repeated", collectFlags)
    .option("--json", "for programs: CPU in thousandths of a core, memory in bytes")
    .addHelpText("after", "\nExample:\n  $ ./gen sizes --profile medium --set infra.mysql.mode=builtin\n")
    .action((options: Options) => {
      process.exitCode = runSizes(options);
    });
}

function runSizes(options: Options): ExitCode {
  const inputs = readInputs(options);
  const { faults, text, exitCode: code } = sizesAnswer(inputs, options);
  report(faults, "pretty", sourceTexts(inputs));
  if (text !== undefined) console.log(text);
  return code;
}

/** The answer to the command, or why there is none. */
export function sizesAnswer(inputs: Inputs, options: Pick<Options, "profile" | "env" | "json">): { readonly exitCode: ExitCode; readonly text?: string; readonly faults: readonly Diagnostic[] } {
  const { diagnostics, prepared } = prepare(inputs);
  // A size that does not fit is what the table is for.
  const others = diagnostics.filter((d) => d.severity === "error" && !["memory-share", "pools-above-limit"].includes(d.code));
  if (prepared === undefined || hasErrors(others)) return { exitCode: exitCode.invalid, faults: others };
  const fault = unknown(prepared, options);
  if (fault !== undefined) return { exitCode: exitCode.usage, faults: [fault] };
  const rows = wanted(prepared, options);
  const one = options.profile !== undefined || options.env !== undefined;
  const detail = one ? rows.at(-1) : undefined;
  const text = options.json === true ? sizesJson(rows) : [sizesText(rows), ...(detail === undefined ? [] : ["", componentsText(detail), "", poolsText(detail)])].join("\n");
  return { exitCode: exitCode.ok, text, faults: [] };
}

/** Every profile without and with observability; of one environment only what it says itself. */
function wanted({ catalog, schemas, stackWith }: Prepared, { profile, env }: Pick<Options, "profile" | "env">): readonly NamedSizes[] {
  const named = (name: string, stack: Stack): NamedSizes => ({ name, observability: at(stack.settings, ["observability", "enabled"]) === true, sizes: sizesOf(catalog, schemas, stack) });
  if (env !== undefined) return [named(env, stackWith(env, profile === undefined ? [] : [{ path: ["profile"], value: profile }]))];
  const names = profile === undefined ? Object.keys(catalog.profiles) : [profile];
  return names.flatMap((name) => [false, true].map((enabled) => named(name, stackWith(undefined, [{ path: ["profile"], value: name }, { path: ["observability", "enabled"], value: enabled }]))));
}

function unknown({ catalog, environments }: Prepared, { profile, env }: Pick<Options, "profile" | "env">): Diagnostic | undefined {
  const asked: readonly (readonly [string, string | undefined, readonly string[]])[] = [
    ["`--profile`", profile, Object.keys(catalog.profiles)],
    ["`environments`", env, environments.map((e) => e.environment ?? "")],
  ];
  const [where, key = "", known = []] = asked.find(([, name, names]) => name !== undefined && !names.includes(name)) ?? [];
  return where === undefined ? undefined : diagnose("unknown-key", { key, at: where, near: "", known: known.join(", ") || "none" });
}
