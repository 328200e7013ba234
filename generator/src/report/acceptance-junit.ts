import type { AcceptanceReport, StepResult } from "../model/acceptance.ts";
import { escapeMarkup as e } from "./escape-markup.ts";

/** JUnit's XML, as CI systems read it: a test case per step. */
export function acceptanceJunit({ command, url, started, seconds, steps, left }: AcceptanceReport): string {
  const count = (...status: readonly StepResult["status"][]): number => steps.filter((step) => status.includes(step.status)).length;
  const numbers = `tests="${steps.length}" failures="${count("failed")}" skipped="${count("blocked", "left-out", "not-possible")}" errors="0" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${command ?? "gen verify"}" ${numbers}>`,
    `  <testsuite name="${e(url)}" timestamp="${e(started)}" ${numbers}>`,
    ...steps.map(testCase),
    `    <system-out>${e(left.length === 0 ? "Nothing is left on the server." : `Left on the server:\n${left.join("\n")}`)}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ id, title, seconds, status, detail, failure }: StepResult): string {
  const head = `    <testcase classname="openim.${e(id)}" name="${e(title)}" time="${seconds.toFixed(3)}"`;
  if (failure !== undefined) return `${head}>\n      <failure type="${failure.hop}" message="${e(failure.message)}">${e(failure.hint)}</failure>\n    </testcase>`;
  if (status !== "passed") return `${head}>\n      <skipped message="${e(detail)}"/>\n    </testcase>`;
  return `${head}>\n      <system-out>${e(detail)}</system-out>\n    </testcase>`;
}
