import type { Json } from "../model/json.ts";
import type { Origin } from "../model/stack.ts";
import type { Explanation, InForce } from "./explain.ts";
import { place } from "./pretty.ts";

const width = 110;

/** An explanation for people, under the path as it was asked. */
export function explainText(e: Explanation, asked: string): string {
  const head = [asked === "" ? "openim.yaml" : asked, ...(e.documentation === "" ? [] : [`  ${e.documentation}`])];
  const keys = e.keys.length === 0 ? [] : ["", ...keyLines(e)];
  // A block is its keys; a list has a value as well.
  if (keys.length > 0 && !Array.isArray(e.value)) return [...head, ...keys].join("\n");
  const lines = [
    ...(e.environment === undefined ? [] : [`  environment  ${e.environment}`]),
    `  value        ${shown(e)}`,
    `  type         ${e.type}`,
    `  from         ${originText(e.origin)}`,
    ...(e.note === "" || e.value === undefined ? [] : [`               ${e.note}`]),
  ];
  const names = Math.max(...e.environments.map((o) => o.environment?.length ?? 0));
  const values = Math.max(...e.environments.map((o) => shown(o).length));
  const others = e.environments.map((o) => `    ${(o.environment ?? "").padEnd(names)}  ${shown(o).padEnd(values)}  ${originText(o.origin)}`);
  return [...head, "", ...lines, ...keys, ...(others.length > 0 ? ["", "  In the environments:", ...others] : [])].join("\n");
}

/** An explanation for programs. */
export function explainJson(e: Explanation): string {
  const flat = ({ environment, value, origin, note }: InForce) => ({
    ...(environment === undefined ? {} : { environment }),
    value: value ?? null,
    origin: { layer: origin.layer, ...origin.position },
    ...(note === "" ? {} : { note }),
  });
  return JSON.stringify({ path: e.path.join("."), ...flat(e), type: e.type, documentation: e.documentation, keys: e.keys.map((k) => ({ ...k, value: k.value ?? null })), environments: e.environments.map(flat) }, null, 2);
}

function keyLines(e: Explanation): readonly string[] {
  const rows = e.keys.map((k) => [k.key, k.value === undefined ? "" : short(k.value), k.documentation === "" ? k.type : k.documentation] as const);
  const [first, second] = [0, 1].map((i) => Math.max(...rows.map((row) => row[i as 0 | 1].length))) as [number, number];
  return rows.map((row) => cut(`  ${row[0].padEnd(first)}  ${second === 0 ? "" : `${row[1].padEnd(second)}  `}${row[2]}`.trimEnd()));
}

function originText({ layer, position }: Origin): string {
  const name = { catalogue: "catalogue", "openim.yaml": "all environments", environment: "environment", flag: "--set" }[layer];
  return position === undefined ? name : `${name}, ${place(position)}`;
}

function shown({ value, note }: InForce): string {
  return value === undefined ? note || "not set" : JSON.stringify(value);
}

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

/** One line each, also on a narrow terminal. */
function cut(line: string): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
