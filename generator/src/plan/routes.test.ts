import { expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import type { JsonObject } from "../model/json.ts";
import { routes } from "./routes.ts";

const door = `name: door
kind: edge
description: The door.
needs: { stores: [mongodb], modules: ["api:http", "page:http"] }
routes:
  - { path: /api, to: "api:http", kind: api, fixedPort: 10002, closed: [{ path: /token, openedBy: exposeToken }] }
  - { path: /admin, to: "worker:grpc", kind: api, fixedPort: 10009, openedBy: exposeAdmin }
  - { path: /files, to: "mongodb:mongodb", kind: objects }
  - { path: /gone, to: "nothing:http", kind: api }
  - { path: /, to: "page:http", kind: page }
`;

function seen(overlay: Readonly<Record<string, string>> = { "own/door.yaml": door }): JsonObject {
  const { catalog } = miniCatalog(overlay);
  const component = catalog.components.get("door");
  return component === undefined ? {} : routes(catalog, component);
}

const paths = (list: unknown) => (list as readonly JsonObject[]).map((r) => r["path"]);

it("sorts routes by what the proxy does with them, those of administrators apart", () => {
  const view = seen();
  expect({ apis: paths(view["apis"]), adminApis: paths(view["adminApis"]), fixed: paths(view["fixed"]) }).toEqual({ apis: ["/api"], adminApis: ["/admin"], fixed: ["/api", "/admin"] });
  expect(view["page"]).toMatchObject({ path: "/", name: "page" });
});

it("finds ports, and the store behind a route", () => {
  const view = seen();
  expect(view["apis"]).toMatchObject([{ name: "api", port: 10002, store: "" }]);
  expect(view["objects"]).toMatchObject({ name: "mongodb", port: 27017, store: "mongodb" });
  expect(view["upstreams"]).toEqual([
    { name: "api", short: "api", port: 10002 },
    { name: "page", short: "page", port: 80 },
  ]);
});

it("hands on what is closed, below the path and at the fixed port alike", () => {
  const view = seen();
  const closed = [{ path: "/token", openedBy: "exposeToken" }];
  expect(view["apis"]).toMatchObject([{ closed }]);
  expect(view["fixed"]).toMatchObject([{ port: 10002, closed }, { port: 10009, openedBy: "exposeAdmin" }]);
});

it("gives nothing to a component that is no door", () => {
  expect(seen({})).toEqual({});
});
