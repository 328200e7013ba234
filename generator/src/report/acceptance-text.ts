import type { AcceptanceReport, StepResult } from "../model/acceptance.ts";

const words: Readonly<Record<StepResult["status"], string>> = { passed: "ok", failed: "FAIL", blocked: "----", "left-out": "skip", "not-possible": "n/a" };

/** One step, as it is shown when it is done. */
export function stepText({ status, title, seconds, detail, failure, id }: StepResult): string {
  const head = `${words[status].padEnd(5)} ${title}  [${id}]`;
  if (status === "passed") return `${head} ${seconds.toFixed(1)} s\n      ${detail}`;
  if (failure === undefined) return `${head}\n      ${detail}`;
  return `${head} ${seconds.toFixed(1)} s\n      ${failure.hop}: ${failure.message}\n      ${failure.hint}`;
}

/** The last lines. */
export function summaryText({ url, passed, seconds, steps, left }: AcceptanceReport): string {
  const count = (status: StepResult["status"]): number => steps.filter((step) => step.status === status).length;
  const parts = [`${count("passed")} passed`, ...(["failed", "blocked", "left-out", "not-possible"] as const).filter((status) => count(status) > 0).map((status) => `${count(status)} ${status.replace("-", " ")}`)];
  const rest = left.length === 0 ? [] : ["", "Left on the server:", ...left.map((line) => `  ${line}`)];
  return [...rest, "", `${passed ? "PASS" : "FAIL"}  ${url}: ${parts.join(", ")} in ${seconds.toFixed(1)} s`].join("\n");
}
