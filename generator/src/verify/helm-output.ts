import { diagnose } from "../model/codes.ts";
import type { Diagnostic, Position } from "../model/diagnostic.ts";

/** What `helm lint` found wrong, from its output. Information and warnings of Helm are not ours to fail on. */
export function lintFindings(output: string): readonly Diagnostic[] {
  let chart = "";
  return output.split("\n").flatMap((line) => {
    const heading = /^==> Linting .*?([^/\s]+)\/?$/.exec(line);
    if (heading?.[1] !== undefined) chart = heading[1];
    const found = /^\[ERROR\] (.*)$/.exec(line);
    const reason = found?.[1];
    // Here templates are named within their chart.
    return reason === undefined ? [] : [diagnose("helm-lint", { chart, reason }, placeIn(reason.startsWith("templates/") ? `${chart}/${reason}` : reason))];
  });
}

/** Why `helm template` failed. */
export function templateFailure(environment: string, stderr: string): Diagnostic {
  const reason = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("Use --debug"))
    .map((line) => line.replace(/^Error: /, ""))
    .join("\n");
  return diagnose("helm-template", { environment, reason }, placeIn(reason));
}

/** Helm names templates as <umbrella>/charts/<chart>/templates/<file>:<line>:<column>. */
function placeIn(text: string): Position | undefined {
  const found = /(?:^|[\s(])(?:openim\/charts\/|charts\/)?([a-z0-9-]+)\/(templates\/[^:\s)]+)(?::(\d+))?(?::(\d+))?/.exec(text);
  if (found === null) return undefined;
  return { file: `charts/${found[1]}/${found[2]}`, line: Number(found[3] ?? 1), column: Number(found[4] ?? 1) };
}
