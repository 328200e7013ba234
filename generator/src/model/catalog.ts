import type { JsonObject } from "./json.ts";

/** Where an image is pulled from. `digest` is empty until it has been resolved against a registry. */
export interface Image {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
  /** Processors that it is published for, where they are not those of most images. */
  readonly architectures?: readonly string[];
}

/** One listening port of a process. */
export interface Port {
  readonly name: string;
  readonly number: number;
  /** What is spoken there; becomes `appProtocol` of the Service port. */
  readonly protocol: "http" | "grpc" | "ws" | "tcp";
  /** Path in the module's own configuration file that holds the port list. */
  readonly key?: string;
  /** Reachable through a Service. */
  readonly service?: boolean;
  /** Answers Prometheus at /metrics. */
  readonly metrics?: boolean;
  /** Spoken between the members of one component. */
  readonly peer?: boolean;
  /** Spoken by UDP as well. */
  readonly udp?: boolean;
  /** Name label of the pods that have it, when they are not the component's own: those of its exporter. */
  readonly pods?: string;
}

/** A condition that a person should know of, for Prometheus. */
export interface Alert {
  readonly alert: string;
  /** PromQL. `$job` stands for the matcher of the component's own targets: job="<name>". */
  readonly expr: string;
  /** How long it must last, as Prometheus writes it. */
  readonly for: string;
  readonly severity: "critical" | "warning" | "info";
  readonly summary: string;
  /** What to do. */
  readonly description: string;
}

/** How a container is asked whether it is well. Exactly one of the forms. */
export type Probe =
  | { readonly tcp: string }
  | { readonly http: string; readonly path: string }
  | { readonly registration: true }
  | { readonly process: string };

export interface Probes {
  readonly startup?: Probe;
  readonly readiness?: Probe;
  readonly liveness?: Probe;
}

/** CPU and memory in Kubernetes' own notation. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** A key of a Secret: made up at random, or a fixed word. */
export interface SecretKey {
  readonly description: string;
  /** Length in characters of a generated value, from [A-Za-z0-9]. */
  readonly generate?: number;
  readonly value?: string;
  /** Only there when a site brings its own Secret. */
  readonly optional?: boolean;
}

/** A Secret that both ends of a connection read. */
export interface SecretEntry {
  readonly description: string;
  /** False: nothing is generated; the variables appear only when a site names its own Secret. */
  readonly generated?: boolean;
  readonly keys: Readonly<Record<string, SecretKey>>;
}

/**
 * One component of OpenIM, or one store or tool of the infrastructure. Source of every chart.
 * Facts come from the release's own programs and configuration; the comments in the files say where from.
 */
export interface Component {
  readonly name: string;
  /** Folder below generator/templates that this chart is made from. */
  readonly kind: string;
  /** `modules` or `infra`: the block of openim.yaml that configures it. The umbrella has none. */
  readonly group: "modules" | "infra" | "umbrella";
  /** Catalogue file, for messages. */
  readonly file: string;
  readonly description: string;
  readonly enabled?: boolean;
  /** Part of the release (server, chat): decides image, configuration family and prefix of variables. */
  readonly part?: string;
  readonly binary?: string;
  /** Key of the main image; for modules that of their part. */
  readonly image?: string;
  /** Images of its own: `main`, and helpers by the name of their values key (`setup` → setupImage). */
  readonly images?: Readonly<Record<string, Image>>;
  /** Configuration files it opens, own file first; ids as in {@link ConfigFile.id}. */
  readonly files?: readonly string[];
  readonly ports: readonly Port[];
  /** What it connects to. It runs without what is `optional`; `metrics`: it asks every component for its metrics. */
  readonly needs: { readonly stores?: readonly string[]; readonly modules?: readonly string[]; readonly optional?: readonly string[]; readonly metrics?: boolean };
  /** Service name under which it registers in etcd. */
  readonly registers?: string;
  /** Registers again by itself after a lost lease. */
  readonly selfHealing?: boolean;
  readonly consumes?: readonly { readonly topic: string; readonly group: string }[];
  readonly probes?: Probes;
  /** Seconds between leaving the endpoints and SIGTERM. */
  readonly drain?: number;
  readonly scaling?: { readonly max?: number; readonly reason?: string; readonly partitions?: boolean };
  readonly resources?: Resources;
  /** Store: its block below global.openim. */
  readonly key?: string;
  /** Store: how its presence is asked for before a process starts. */
  readonly wait?: "tcp" | "etcd" | "redis";
  readonly modes?: readonly ("builtin" | "external" | "off")[];
  /** Block of openim.yaml, and of `global.openim`, whose `enabled` decides whether it is there when nothing else is said. */
  readonly switch?: string;
  readonly alerts?: readonly Alert[];
  /** Store: properties (JSON Schema with defaults) of its block below global.openim. */
  readonly settings?: JsonObject;
  /** Store: more sources for configuration keys, name → Helm template text that gives one YAML value. */
  readonly offers?: Readonly<Record<string, string>>;
  /** Name in sentences. */
  readonly title?: string;
  readonly secret?: SecretEntry;
  /** Anything else that only the kind's own templates read. */
  readonly extra: JsonObject;
  /** Defaults for the values of its chart, laid over those of the kind. */
  readonly values?: JsonObject;
}

/** Where the value of a configuration key comes from when it is not a plain default. */
export type KeySource =
  | { readonly kind: "fixed" }
  | { readonly kind: "pod-ip" }
  | { readonly kind: "secret"; readonly secret: string; readonly key: string; readonly optional: boolean; readonly encoded?: boolean }
  | { readonly kind: "from"; readonly source: string };

/** One key of an OpenIM configuration file, as this release reads it. */
export interface ConfigKey {
  readonly path: readonly string[];
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
  readonly items?: "string" | "integer";
  readonly default: JsonValue;
  readonly description: string;
  readonly enum?: readonly JsonValue[];
  /** Values that do nothing without another setting, and settings of which one is enough: keys of the same file, or `secret <name>`. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Values that this release cannot work with, and why. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly source?: KeySource;
  /** It says how many connections one process keeps to a store at most; `zero` is what the value 0 means. */
  readonly pool?: { readonly store: string; readonly zero?: number };
  /** Charts in which the default is another one. */
  readonly elsewhere?: { readonly components: readonly string[]; readonly value: JsonValue };
  /** An address to which clients connect. */
  readonly client?: boolean;
  /** Line in the catalogue file, counted from 1. */
  readonly line: number;
}

type JsonValue = string | number | boolean | readonly (string | number)[];

/** A configuration file of a part. */
export interface ConfigFile {
  /** Unique in the release: the file's name, with the part's prefix where two parts share a name. */
  readonly id: string;
  readonly part: string;
  /** Name below the configuration directory, with extension. */
  readonly name: string;
  /** Catalogue path, for messages. */
  readonly file: string;
  readonly description: string;
  readonly keys: readonly ConfigKey[];
  /** The file as it goes into a chart: plain YAML with comments. */
  readonly text: string;
}

/** A part of OpenIM that has an image and a configuration family of its own. */
export interface Part {
  readonly image: string;
  /** Directory of the programs inside the image; may hold a shell glob for the architecture. */
  readonly programs: string;
  /** Prefix of the variables that override configuration keys. */
  readonly envPrefix: string;
  /** Files whose keys are read from variables without the prefix. */
  readonly unprefixed?: readonly string[];
  /** Prefix that makes ids of its configuration files unique. */
  readonly idPrefix?: string;
}

/** One release of OpenIM: versions that fit together. */
export interface Release {
  readonly name: string;
  readonly description: string;
  readonly parts: Readonly<Record<string, Part>>;
  readonly images: Readonly<Record<string, Image>>;
  readonly secrets: Readonly<Record<string, SecretEntry>>;
}

/** Values that are a share of the memory of their container. */
export interface MemoryShareEntry {
  /** Path among the values of the component's chart. */
  readonly value: string;
  /** Path below `resources` of the main container. */
  readonly of: string;
  /** Largest share, between 0 and 1. */
  readonly atMost: number;
  /** Memory that must be left in any case. */
  readonly leave?: string;
  /** Unit of a bare number. */
  readonly unit?: string;
}

/** How many connections a store takes. */
export interface ConnectionsEntry {
  /** Path, among the values of its chart, of the limit for each member. */
  readonly value: string;
  /** The server's own limit, where the value is not set. */
  readonly default?: number;
  /** Memory that each takes. */
  readonly each?: string;
  /** Of those, how many are for itself and for clients without a pool. */
  readonly reserve?: number;
}

/** What a size sets for one component. */
export interface Sizing {
  readonly replicas?: number;
  readonly resources?: Resources;
  readonly values?: JsonObject;
}

export interface Profile {
  readonly description: string;
  /** The machines it is meant for; `reserved` is the share of each that is left to the system. */
  readonly nodes: { readonly count: number; readonly cpu: string; readonly memory: string; readonly reserved: number };
  /** What else it says as openim.yaml would: pools of connections, partitions. */
  readonly settings?: JsonObject;
  readonly components: Readonly<Record<string, Sizing>>;
}

export interface KubernetesFacts {
  readonly floor: string;
  /** Oldest minor of Helm. */
  readonly helm: string;
  readonly supported: readonly string[];
  /** Processors that images are published for unless their entry says otherwise, as nodes are labelled. */
  readonly architectures: readonly string[];
}

/** A problem that users have had, and who answers it when no code refuses it. */
export interface Problem {
  readonly problem: string;
  readonly where?: "render" | "setup" | "test" | "docs" | "site";
  readonly how?: string;
}

/** Images that are no longer what they were. */
export interface RefusedImage {
  /** What is wrong with them, after "The image … ". */
  readonly reason: string;
  readonly instead: string;
}

/** Everything that is known before openim.yaml is read. */
export interface Catalog {
  readonly releases: readonly string[];
  readonly release: Release;
  readonly components: ReadonlyMap<string, Component>;
  readonly config: ReadonlyMap<string, ConfigFile>;
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly kubernetes: KubernetesFacts;
  /** Digests of images that were asked for at their registries, by registry/repository:tag. */
  readonly digests?: ReadonlyMap<string, string>;
  /** By the id under which codes name them. */
  readonly problems: Readonly<Record<string, Problem>>;
  /** By the beginning of the repository. */
  readonly refusedImages: Readonly<Record<string, RefusedImage>>;
}
