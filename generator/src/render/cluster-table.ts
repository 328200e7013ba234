import type { Plan } from "../model/plan.ts";

/** What scripts/openim asks of a cluster, and where charts come from: key, tab, value. */
export function clusterTable({ site }: Plan): string {
  const rows = [
    ["repository", site.repository],
    ["umbrella", site.umbrella],
    ["version", site.version],
    ["helm", site.helm],
    ...site.kubernetes.map((minor) => ["kubernetes", minor]),
    ...site.topics.map(({ topic, reader, store, command }) => ["topic", topic, reader, store, command.join(" ")]),
    ...site.images.map(({ repository, architectures }) => ["image", repository, architectures.join(",")]),
  ];
  return `${rows.map((row) => row.join("\t")).join("\n")}\n`;
}
