import type { Problem } from "../model/catalog.ts";
import { codes } from "../model/codes.ts";
import type { CodeEntry } from "../model/codes/entry.ts";

const places = {
  render: "The charts",
  setup: "The charts, in the cluster",
  test: "Tests",
  docs: "Documents",
  site: "The site",
} as const;

const heading = `## Reported problems

What users of OpenIM have reported (Q) and traps in its sources (F), and where each is answered here: by codes above, which refuse it,
or otherwise as the last column says.

| | Problem | Answered by | How |
| --- | --- | --- | --- |`;

/** The ids of reported problems that a code answers. */
export function reportedIds(entry: CodeEntry): readonly string[] {
  return (entry.answers ?? []).filter((id) => /^[FQ]-\d+$/.test(id)).sort();
}

/** The part of docs/errors.md that says of every reported problem where it is answered. */
export function reportedProblems(problems: Readonly<Record<string, Problem>>): string {
  const rows = Object.entries(problems).map(([id, { problem, where, how }]) => {
    const answering = Object.entries(codes as unknown as Readonly<Record<string, CodeEntry>>).flatMap(([code, entry]) => (reportedIds(entry).includes(id) ? [`[${code}](#${code})`] : []));
    const cells = where === undefined ? [answering.join(", "), ""] : [places[where], how ?? ""];
    return `| ${[id, problem, ...cells].join(" | ")} |`;
  });
  return [heading, ...rows].join("\n");
}
