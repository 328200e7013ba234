import type { StreamReport } from "../model/acceptance.ts";

/** The figures of a stream of messages. */
export function streamText(report: StreamReport): string {
  const { sent, accepted, unanswered, resent, receivedOnSocket, lost, doubled, missingSequence, doubledSequence, longestGap, delivery, reconnects, errors, left } = report;
  const rows: readonly (readonly [string, string])[] = [
    ["sent", `${sent}, ${accepted} accepted, ${unanswered} never answered, ${resent} sent again`],
    ["on the socket", `${receivedOnSocket}; median ${delivery.median.toFixed(3)} s, p99 ${delivery.p99.toFixed(3)} s, longest ${delivery.longest.toFixed(3)} s`],
    ["longest gap", `${longestGap.seconds.toFixed(1)} s after #${longestGap.afterNumber}, from ${longestGap.at}`],
    ["lost", some(lost)],
    ["stored twice", some(doubled)],
    ["sequence", `missing: ${some(missingSequence)}; given twice: ${some(doubledSequence)}`],
    ["reconnected", `sender ${reconnects.sender}, receiver ${reconnects.receiver}`],
  ];
  return [
    ...rows.map(([name, value]) => `${name.padEnd(14)} ${value}`),
    ...errors.map(({ message, times }) => `${times} x ${message}`),
    ...(left.length === 0 ? [] : ["", "Left on the server:", ...left.map((line) => `  ${line}`)]),
    "",
    `${report.passed ? "PASS" : "FAIL"}  ${report.url}: ${report.verdict} in ${report.seconds.toFixed(1)} s`,
  ].join("\n");
}

function some(numbers: readonly number[]): string {
  if (numbers.length === 0) return "none";
  return `${numbers.length} (${numbers.slice(0, 10).join(", ")}${numbers.length > 10 ? ", …" : ""})`;
}
