import { alertsOf, ownerOf } from "../model/alerts.ts";
import type { Alert, Component } from "../model/catalog.ts";
import { byName } from "../model/tree.ts";

/** docs/runbook.md: one section for each alert of the catalogue, which its link leads to. */
export function runbook(components: readonly Component[]): string {
  const alerts = new Map<string, { readonly alert: Alert; readonly owners: Component[] }>();
  for (const component of [...components].sort((a, b) => byName(a.name, b.name))) {
    for (const alert of alertsOf(component)) {
      const known = alerts.get(alert.alert);
      if (known === undefined) alerts.set(alert.alert, { alert, owners: [component] });
      else known.owners.push(component);
    }
  }
  const sections = [...alerts.values()].sort((a, b) => byName(a.alert.alert, b.alert.alert)).map(({ alert, owners }) => section(alert, owners));
  return `${[heading, ...sections].join("\n\n")}\n`;
}

const heading = `# Runbook

What each alert means and what to do about it. Every alert links here. The built-in Prometheus has them all; a Prometheus operator
of the site's own gets them as PrometheusRules.

\`openim\` below stands for the installation's name. To see what Prometheus sees:

    kubectl port-forward svc/openim-prometheus 9090     # then http://127.0.0.1:9090/alerts and /targets
    kubectl get pods -l app.kubernetes.io/instance=openim
    kubectl logs <pod> --previous                       # why it restarted

What no alert here can see, because it would take rights over the whole cluster or something that measures it:

- The fill of volumes. The kubelet knows it, and only a site's own Prometheus may ask the kubelet: alert there on
  \`kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.15\`. Stores that measure their own data have alerts of their own.
- The expiry of the public certificate. The edge has no metrics, and a certificate often ends before it, at the site's own
  ingress. Let cert-manager or whoever watches the site's other certificates watch this one.
- Nodes, their memory and disks.
- The chat modules, fronts and the edge, which have no metrics: their probes restart them, and Kubernetes shows it.`;

function section(alert: Alert, owners: readonly Component[]): string {
  const places = owners.length > 1 ? `${owners.length} components: ${owners.map((c) => c.name).join(", ")}` : (owners[0]?.name ?? "");
  const groups = [...new Set(owners.map(ownerOf))].sort(byName).join(" or ");
  return [
    `## ${alert.alert}`,
    `**${words(alert.summary)}.** Severity ${alert.severity}, owner ${groups}, said of ${places}.`,
    words(alert.description).replace(/[^.]$/, "$&."),
    `It fires when this holds${/^0+[smh]$/.test(alert.for) ? "" : ` for ${alert.for}`}${alert.expr.includes("$job") ? ", with `$job` for the component's own targets" : ""}:`,
    `    ${alert.expr}`,
  ].join("\n\n");
}

/** Labels of an alert as words in angle brackets, which Markdown shows when escaped. */
function words(text: string): string {
  return text
    .replaceAll("{{ $labels.job }}", "the component")
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "\\<$1>")
    .replaceAll(/\{\{ ?\$value[^}]*\}\}/g, "\\<value>")
    .replace(/^the/, "The")
    .replace(/\.$/, "");
}
