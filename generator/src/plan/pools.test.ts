import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import type { JsonObject } from "../model/json.ts";
import type { PodSize } from "../model/sizes.ts";
import { poolsOf } from "./pools.ts";

const store = `name: mongodb
kind: store
key: mongodb
description: A database.
ports: [{ name: mongodb, number: 27017, protocol: tcp, service: true }]
connections: { value: most, default: 1000, reserve: 10 }
`;
const file = (tag: string, value: number): string => `# MongoDB.\n\n# Connections.\n# @pool mongodb${tag}\npool: ${value}\n`;
const module = (name: string, needs: string): string => `name: ${name}\nkind: module\ndescription: More.\npart: server\nfiles: [${name}-own, mongodb]\nneeds: { stores: [${needs}] }\n`;
const own = "# Own.\n\n# A.\na: 1\n";

function pools(values: JsonObject | undefined, settings: JsonObject, { tag = "", value = 30 } = {}) {
  const { catalog } = miniCatalog({
    "infra/mongodb.yaml": store,
    "openim/r1/config/server/mongodb.yml": file(tag, value),
    "openim/r1/config/server/one-own.yml": own,
    "openim/r1/config/server/two-own.yml": own,
    "openim/r1/modules/worker.yaml": module("worker", "registry").replace("worker-own", "worker"),
    "openim/r1/modules/one.yaml": module("one", "mongodb"),
    "openim/r1/modules/two.yaml": module("two", "mongodb"),
  });
  const pod = (name: string, count: number, surge: number): PodSize => ({ component: name, name, count, surge, job: false, requests: { cpu: 0, memory: 0 }, memoryLimit: 0, volume: 0 });
  const found = poolsOf(catalog, settings, new Map(values === undefined ? [] : [["mongodb", values]]), [pod("one", 2, 1), pod("worker", 5, 0)]);
  return found.map((p) => ({ limit: p.limit, sum: p.sum, clients: p.clients.map((c) => `${c.pods} ${c.component} by ${c.key}`) }));
}

describe("pools", () => {
  it("count pods that need the store and are there, those that come before others go included", () => {
    expect(pools({}, {})).toEqual([{ limit: 1000, sum: 90, clients: ["3 one by mongodb.pool"] }]);
  });

  it("take what the chart and what openim.yaml say", () => {
    expect(pools({ most: 50 }, { config: { mongodb: { pool: 7 } } })).toMatchObject([{ limit: 50, sum: 21 }]);
  });

  it("know what 0 means", () => {
    expect(pools({}, { config: { mongodb: { pool: 0 } } }, { tag: " 100" })).toMatchObject([{ sum: 300 }]);
  });

  it("are of no interest when the store is not ours", () => {
    expect(pools(undefined, {})).toEqual([]);
  });
});
