import { loadCatalog } from "../../src/load/catalog.ts";
import { readYaml } from "../../src/load/yaml.ts";
import type { Rule, RuleContext } from "../../src/load/rules/rule.ts";
import type { Catalog } from "../../src/model/catalog.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { catalogueSettings } from "../../src/model/settings.ts";
import { fileTree, type FileTree } from "../../src/model/tree.ts";
import { graph } from "../../src/plan/graph.ts";
import { resolve } from "../../src/resolve/resolve.ts";

/** A catalogue that is small enough to hold in the head: what a rule needs to bite on, and nothing of the real one. */
export const miniFiles: FileTree = fileTree([
  [
    "openim/r1/release.yaml",
    `name: r1
description: the first release
parts:
  server: { image: server, programs: /bin, envPrefix: IMENV, unprefixed: [local-cache] }
images:
  server: { registry: docker.io, repository: acme/server, tag: v1.0.0 }
secrets:
  im: { description: the token secret, keys: { secret: { description: Signs tokens., generate: 40 } } }
  push: { description: push vendors, generated: false, keys: {} }
`,
  ],
  [
    "openim/r1/modules/api.yaml",
    `name: api
kind: module
description: The API.
part: server
files: [api, share]
ports: [{ name: http, number: 10002, key: api.ports, protocol: http, service: true }]
needs: { stores: [registry], modules: ["worker:grpc"] }
`,
  ],
  [
    "openim/r1/modules/worker.yaml",
    `name: worker
kind: module
description: Works.
part: server
files: [worker, share, local-cache, mongodb, kafka]
ports: [{ name: grpc, number: 10100, protocol: grpc }]
needs: { stores: [mongodb, kafka, registry], modules: [] }
scaling: { partitions: true }
`,
  ],
  ["openim/r1/modules/cron.yaml", "name: cron\nkind: module\ndescription: Runs at night.\nneeds: { modules: [\"worker:grpc\"] }\nscaling: { max: 1, reason: Two would do it twice. }\n"],
  ["openim/r1/modules/page.yaml", "name: page\nkind: front\ndescription: The page.\nports: [{ name: http, number: 80, protocol: http, service: true }]\n"],
  ["own/door.yaml", "name: door\nkind: edge\ndescription: The door.\nneeds: { stores: [mongodb], modules: [\"api:http\", \"page:http\"] }\n"],
  [
    "infra/mongodb.yaml",
    `name: mongodb
kind: store
title: MongoDB
key: mongodb
description: A database.
images: { main: { registry: docker.io, repository: mongo, tag: "8.0" } }
ports: [{ name: mongodb, number: 27017, protocol: tcp, service: true }]
settings: { database: { type: string, default: app } }
offers: { uri: '{{ "mongodb://x" | quote }}' }
secret:
  description: the credentials of MongoDB
  keys: { username: { description: User., value: app }, password: { description: Password., generate: 32 } }
`,
  ],
  [
    "infra/kafka.yaml",
    `name: kafka
kind: store
key: kafka
description: A log.
anonymous: true
ports: [{ name: kafka, number: 9092, protocol: tcp, service: true }]
settings: { partitions: { type: integer, default: 4 } }
secret: { description: the credentials of Kafka, keys: { password: { description: Password., generate: 32 } } }
`,
  ],
  ["infra/registry.yaml", "name: registry\nkind: store\nkey: registry\ndescription: A registry.\nports: [{ name: client, number: 2379, protocol: tcp, service: true }]\n"],
  ["infra/mysql.yaml", "name: mysql\nkind: store\nkey: mysql\ndescription: Another database.\nenabled: false\nports: [{ name: mysql, number: 3306, protocol: tcp, service: true }]\n"],
  ["openim/r1/config/server/api.yml", "# The API.\n\n# Answers.\napi:\n  # Port.\n  # @fixed\n  ports:\n    - 10002\n  # Compression.\n  # @range -1..9\n  level: 1\n# Address of the pod.\n# @env pod-ip\nregisterIP: \"\"\n"],
  ["openim/r1/config/server/worker.yml", "# The worker.\n\n# Key of the vendor.\n# @secret push vendor-key?\nvendorKey: \"\"\n# Where clients go.\n# @from publicURL/files\nfiles: \"\"\n# The API.\n# @from service:api:http\napi: \"\"\n"],
  ["openim/r1/config/server/share.yml", "# Shared.\n\n# Signs tokens.\n# @secret im secret\nsecret: \"\"\n# Limits.\nlimit: 3\n"],
  ["openim/r1/config/server/local-cache.yml", "# Caches.\n\n# Users.\nuser:\n  # Name.\n  # @secret im secret\n  topic: \"\"\n"],
  ["openim/r1/config/server/mongodb.yml", "# MongoDB.\n\n# Servers.\n# @from mongodb.addresses\naddress:\n  - localhost:27017\n# Name.\n# @from mongodb.database\ndatabase: app\n# Whole.\n# @from mongodb.uri\nuri: \"\"\n# Password.\n# @secret mongodb password\npassword: \"\"\n"],
  ["openim/r1/config/server/kafka.yml", "# Kafka.\n\n# Servers.\n# @from kafka.addresses\naddress:\n  - localhost:9092\n# Client key.\n# @secret kafka client-key?\nclientKey: \"\"\n"],
  ["profiles.yaml", "small: { description: Small., nodes: { count: 1, cpu: \"1\", memory: 1Gi, reserved: 0.1 }, components: {} }\nlarge: { description: Large., nodes: { count: 3, cpu: \"8\", memory: 8Gi, reserved: 0.1 }, components: { worker: { replicas: 4 } } }\n"],
  ["kubernetes.yaml", "floor: \"1.29\"\nhelm: \"3.18\"\nsupported: [\"1.29\"]\narchitectures: [amd64]\n"],
]);

export const miniKinds = ["module", "front", "edge", "store"];

/** The small catalogue, with files replaced or added. */
export function miniCatalog(overlay: Readonly<Record<string, string>> = {}): { readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[] } {
  return loadCatalog(new Map([...miniFiles, ...Object.entries(overlay)]), "r1", "cat", new Map(), miniKinds);
}

/** What a rule sees of an openim.yaml over the small catalogue. */
export function ruleContext(text: string, environment?: string): RuleContext {
  const { source } = readYaml("openim.yaml", text);
  const { catalog } = miniCatalog();
  const stack = resolve(source, catalogueSettings("r1"), environment, []);
  return { catalog, edges: graph(catalog), source, stack, position: (path) => stack.origin(path).position, sizes: () => ({ pods: [], pools: [], shares: [], partitions: [] }) };
}

/** What a rule says: code and place, one word each. */
export function said(rule: Rule, text: string, environment?: string): readonly string[] {
  return rule(ruleContext(text, environment)).map(brief);
}

/** A diagnostic as `code line:column`. */
export function brief(d: Diagnostic): string {
  return d.position === undefined ? d.code : `${d.code} ${d.position.line}:${d.position.column}`;
}
