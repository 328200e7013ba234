import { codes, subjects, type Code } from "../model/codes.ts";
import type { CodeEntry } from "../model/codes/entry.ts";
import type { Problem } from "../model/catalog.ts";
import { reportedProblems, reportedIds } from "./reported-problems.ts";

const severities = {
  error: "Error: nothing is written.",
  warning: "Warning: shown, and the work goes on.",
  note: "Note: shown, and the work goes on.",
} as const;

/** docs/errors.md: every diagnostic with what it says and what to do, from the same table that the program speaks with, and what users have reported. */
export function errorReference(problems: Readonly<Record<string, Problem>>): string {
  const sections = subjects.flatMap(({ title, codes: list }) => [`## ${title}`, ...list.map(section)]);
  return `${[heading, ...sections, reportedProblems(problems)].join("\n\n")}\n`;
}

const heading = `# Errors

What \`gen\` may say about \`openim.yaml\`, the catalogue and the charts, by code. Every mistake is reported at once, with file, line and
column; while there is an error, nothing is written and the exit code is 4. Words in angle brackets stand for what is found in the file.`;

function section(code: Code): string {
  const entry = codes[code] as unknown as CodeEntry;
  const ids = reportedIds(entry);
  return [
    `### ${code}`,
    `**${entry.title}.** ${severities[entry.severity]}`,
    `> ${outside(entry.message(placeholders))}`,
    `Fix: ${outside(hints(entry))}`,
    ...(ids.length === 0 ? [] : [`Answers ${ids.join(", ")} of the [reported problems](#reported-problems).`]),
  ].join("\n\n");
}

/** Some hints name what was probably meant, and say something else when nothing is near. */
function hints(entry: CodeEntry): string {
  const alternatives = [entry.hint(placeholders), entry.hint(nothingNear)];
  return [...new Set(alternatives)].join(" Or: ");
}

/** Every parameter is its own name in angle brackets. */
const placeholders: Readonly<Record<string, string>> = new Proxy({}, { get: (_, name) => `<${String(name)}>` });
const nothingNear: Readonly<Record<string, string>> = new Proxy({}, { get: (_, name) => (name === "near" ? "" : `<${String(name)}>`) });

/** Angle brackets shown as they are, which Markdown only does within code. */
function outside(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replaceAll("<", "\\<")))
    .join("");
}
