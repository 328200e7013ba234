import type { Alert, Component } from "./catalog.ts";

/** What is said of every component that answers Prometheus. */
const everywhere: readonly Alert[] = [
  {
    alert: "TargetDown",
    expr: "up{$job} == 0",
    for: "2m",
    severity: "critical",
    summary: "{{ $labels.job }} does not answer Prometheus on {{ $labels.pod }}",
    description: "The pod is starting, hanging or gone, or a NetworkPolicy stands between it and Prometheus.",
  },
  {
    alert: "TargetGone",
    // What was never there is not missed, and what was removed on purpose is forgotten after six hours.
    expr: "group by (job) (present_over_time(up{$job}[6h])) unless group by (job) (up{$job})",
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.job }} has no pods any more",
    description: "It was measured within the last six hours. See whether its Deployment or StatefulSet is there and can make pods; after a removal on purpose this ends by itself.",
  },
  {
    alert: "Restarting",
    expr: "changes(process_start_time_seconds{$job}[15m]) > 2",
    for: "0m",
    severity: "warning",
    summary: "{{ $labels.job }} restarts again and again on {{ $labels.pod }}",
    description: "See the log of its previous run and the reason of the restart (kubectl describe pod): too little memory, a store that is away, or an etcd that lost its registration.",
  },
];

/** What is said of every component that others call. */
const called: Alert = {
  alert: "CallsFail",
  // Codes by which OpenIM says that it is not the caller's fault: 500, and 9000x for stores and network.
  expr: 'sum by (job) (rate(rpc_count{$job, code=~"500|9000[247]"}[5m])) > 0.05 * sum by (job) (rate(rpc_count{$job}[5m]))',
  for: "5m",
  severity: "warning",
  summary: "More than 5% of the calls of {{ $labels.job }} fail for reasons that are not the caller's",
  description: "Its log names the store or module that failed; most often MongoDB, Redis or the network between them.",
};

/** Every alert of a component, those that it has in common with others first. */
export function alertsOf(component: Component): readonly Alert[] {
  if (!component.ports.some((p) => p.metrics)) return [];
  return [...everywhere, ...(component.registers === undefined ? [] : [called]), ...(component.alerts ?? [])];
}

/** PromQL of a catalogue entry, for its own targets: `$job` is the matcher of their job. */
export function ofJob(expr: string, component: Component): string {
  return expr.replaceAll("$job", `job="${component.name}"`);
}

/** Who looks after a component; alerts can be sent by it. */
export function ownerOf(component: Component): string {
  return component.group === "infra" ? "infrastructure" : "openim";
}
