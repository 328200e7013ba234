import { expect, it } from "vitest";
import { miniCatalog } from "./mini.ts";

it("has no mistakes of its own", () => {
  const { catalog, diagnostics } = miniCatalog();
  expect(diagnostics).toEqual([]);
  expect([...catalog.components.keys()]).toEqual(["api", "cron", "door", "kafka", "mongodb", "mysql", "page", "registry", "worker"]);
});
