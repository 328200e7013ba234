import type { Component, Problem } from "./catalog.ts";
import type { UsedImage } from "./image.ts";
import type { JsonObject } from "./json.ts";
import type { ValuesSchema } from "./values-schema.ts";

/** One connection that OpenIM needs: a component opens it to a port of another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly number: number;
  /** True when the other end is a store, which a site may bring. */
  readonly store: boolean;
  /** True when it only reads metrics, and so is there only while they are switched on. */
  readonly metrics?: boolean;
  /** True between the members of one component. */
  readonly peer?: boolean;
}

/** Everything that one chart is made of; nothing is decided later. */
export interface ChartPlan {
  readonly component: Component;
  readonly name: string;
  readonly kind: string;
  /** Chart.yaml. */
  readonly metadata: JsonObject;
  /** What the kind's templates see. */
  readonly view: JsonObject;
  /** Schema of its values, with this chart's own defaults. */
  readonly schema: ValuesSchema;
  /** Default values, the same as the schema describes. */
  readonly values: JsonObject;
  /** Files that go in as they are, path below the chart → text. */
  readonly files: ReadonlyMap<string, string>;
  /** Data that goes in as YAML, or as JSON where the name says so; path below the chart → value. */
  readonly documents: ReadonlyMap<string, JsonObject>;
  /** Values for chart-testing, one file per scenario. */
  readonly ci: Readonly<Record<string, JsonObject>>;
}

/** When a component is to be installed or restarted: after all that it needs. */
export interface Ordered {
  readonly name: string;
  /** Those of one level may be acted on at the same time. */
  readonly level: number;
  /** All of lower levels that it needs, directly or through others. */
  readonly needs: readonly string[];
}

/** What whoever operates an installation must know of the charts and of the cluster. */
export interface Site {
  readonly order: readonly Ordered[];
  /** Components that the umbrella includes when nothing is said. */
  readonly enabled: readonly string[];
  readonly umbrella: string;
  readonly version: string;
  /** Where the charts are published. */
  readonly repository: string;
  /** Supported minors, oldest first. */
  readonly kubernetes: readonly string[];
  /** Oldest minor of Helm. */
  readonly helm: string;
  readonly images: readonly { readonly repository: string; readonly architectures: readonly string[] }[];
  readonly topics: readonly WantedTopic[];
}

/** A topic that a component reads, and the command that prints those which are there, run in a pod of the store. */
export interface WantedTopic {
  readonly topic: string;
  readonly reader: string;
  readonly store: string;
  readonly command: readonly string[];
}

/** What one environment lays over the charts' defaults. */
export interface EnvironmentPlan {
  readonly name: string;
  /** Whole values of the umbrella, for checks. */
  readonly full: JsonObject;
  /** Values for the umbrella: only what differs. */
  readonly values: JsonObject;
  /** Components that it includes. */
  readonly enabled: readonly string[];
}

/** The whole result of planning: charts in dependency order, the umbrella last. */
export interface Plan {
  readonly charts: readonly ChartPlan[];
  readonly edges: readonly Edge[];
  readonly environments: readonly EnvironmentPlan[];
  /** Every image that a chart can pull, by name. */
  readonly images: readonly UsedImage[];
  readonly site: Site;
  /** What users have reported, for the documents. */
  readonly problems: Readonly<Record<string, Problem>>;
  /** Prefixes of the variables that override OpenIM's configuration. */
  readonly variablePrefixes: readonly string[];
  /** openim.schema.json. */
  readonly settingsSchema: JsonObject;
}
