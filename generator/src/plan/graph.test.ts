import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import { clientPort, graph, inOrder } from "./graph.ts";

const { catalog } = miniCatalog();

describe("graph", () => {
  it("has one edge for each need, stores first, and none besides", () => {
    expect(graph(catalog).map((e) => `${e.from} → ${e.to}:${e.number} (${e.port}${e.store ? ", store" : ""})`)).toEqual([
      "api → registry:2379 (client, store)",
      "api → worker:10100 (grpc)",
      "cron → worker:10100 (grpc)",
      "door → mongodb:27017 (mongodb, store)",
      "door → api:10002 (http)",
      "door → page:80 (http)",
      "worker → mongodb:27017 (mongodb, store)",
      "worker → kafka:9092 (kafka, store)",
      "worker → registry:2379 (client, store)",
    ]);
  });

  it("leaves out what does not resolve; the catalogue's checks have reported it", () => {
    const { catalog: broken } = miniCatalog({ "openim/r1/modules/cron.yaml": "name: cron\nkind: module\ndescription: C.\nneeds: { stores: [nothing], modules: [\"gone:grpc\", \"worker:http\"] }\n" });
    expect(graph(broken).filter((e) => e.from === "cron")).toEqual([]);
  });
});

describe("inOrder", () => {
  it("puts each component after what it needs", () => {
    const names = inOrder(catalog).map((c) => c.name);
    expect(names).toHaveLength(catalog.components.size);
    for (const edge of graph(catalog)) expect(names.indexOf(edge.to), `${edge.to} before ${edge.from}`).toBeLessThan(names.indexOf(edge.from));
  });

  it("breaks cycles by name, and keeps everything", () => {
    const cyclic = { "openim/r1/modules/worker.yaml": "name: worker\nkind: module\ndescription: W.\nports: [{ name: grpc, number: 10100, protocol: grpc }]\nneeds: { modules: [\"api:http\"] }\n" };
    const names = inOrder(miniCatalog(cyclic).catalog).map((c) => c.name);
    expect([...names].sort()).toEqual([...catalog.components.keys()]);
    expect(names.indexOf("worker")).toBeLessThan(names.indexOf("api"));
  });
});

describe("clientPort", () => {
  it("is the port behind the Service", () => {
    const kafka = catalog.components.get("kafka");
    expect(kafka && clientPort(kafka).number).toBe(9092);
  });

  it("is a bug to ask for where there is none", () => {
    const cron = catalog.components.get("cron");
    expect(() => cron && clientPort(cron)).toThrow("cron has no client port");
  });
});
