import type { AcceptanceReport, Installation, StepResult } from "../model/acceptance.ts";
import { escapeMarkup as e } from "./escape-markup.ts";

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d8dee4; }
td.time { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font-size: 13px; overflow-wrap: anywhere; }
small { color: #57606a; }
.passed { color: #116329; } .failed { color: #b3161c; } .blocked, .left-out, .not-possible { color: #7d5b00; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; } th, td { border-color: #30363d; } small { color: #9198a1; }
  .passed { color: #4ac26b; } .failed { color: #ff7b72; } .blocked, .left-out, .not-possible { color: #d9a93d; }
}`;

/** One page that needs nothing else: the verdict, every step, what runs there. */
export function acceptanceHtml(report: AcceptanceReport): string {
  const { command, url, started, seconds, passed, steps, left, installation } = report;
  const verdict = passed ? "passed" : "failed";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OpenIM at ${e(url)}: ${verdict}</title>
<style>${style}
</style>
</head>
<body>
<h1>OpenIM at ${e(url)}: <span class="${verdict}">${verdict}</span></h1>
<p>${e(started)}, ${seconds.toFixed(1)} s, ${steps.filter((s) => s.status === "passed").length} of ${steps.length} ${command === undefined ? "steps" : "cases"} passed.</p>
<table>
<tr><th>${command === undefined ? "Step" : "Case"}</th><th>Result</th><th>Seen</th><th>Time</th></tr>
${steps.map(row).join("\n")}
</table>
<h2>Left on the server</h2>
${left.length === 0 ? "<p>Nothing.</p>" : `<ul>${left.map((line) => `<li>${e(line)}</li>`).join("")}</ul>`}
${installation === undefined ? "<p><small>Versions and images are shown when the cluster may be read: --from-namespace.</small></p>" : running(installation)}
</body>
</html>
`;
}

function row({ title, proves, status, detail, seconds, failure }: StepResult): string {
  const seen = failure === undefined ? e(detail) : `<b>${e(failure.hop)}</b>: ${e(failure.message)}<br><small>${e(failure.hint)}</small>`;
  return `<tr><td>${e(title)}<br><small>${e(proves)}</small></td><td class="${status}">${status.replace("-", " ")}</td><td>${seen}</td><td class="time">${seconds.toFixed(1)} s</td></tr>`;
}

function running({ namespace, instance, kubernetes, charts, images }: Installation): string {
  const rows = images.map(({ image, digest, pods }) => `<tr><td><code>${e(image)}</code></td><td><code>${e(digest)}</code></td><td class="time">${pods}</td></tr>`).join("\n");
  return `<h2>What runs there</h2>
<p>Installation ${e(instance)} in the namespace ${e(namespace)}, Kubernetes ${e(kubernetes)}.<br>Charts: ${charts.map((chart) => `<code>${e(chart)}</code>`).join(", ")}</p>
<table>
<tr><th>Image</th><th>Digest</th><th>Containers</th></tr>
${rows}
</table>`;
}
