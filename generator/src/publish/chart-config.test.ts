import { expect, it } from "vitest";
import { chartConfig } from "./chart-config.ts";

it("has Helm's fields in Helm's order, without what is empty or unknown", () => {
  const metadata = {
    apiVersion: "v2",
    type: "application",
    name: "a",
    version: "1.0.0",
    description: "small & <fast>",
    deprecated: false,
    keywords: [],
    own: "word",
    annotations: { b: "2", a: "1" },
    maintainers: [{ url: "https://acme.io", name: "M" }],
    dependencies: [{ repository: "", version: "1.0.0", name: "b", condition: "b.enabled" }, { name: "c" }],
  };
  expect(chartConfig(metadata)).toBe(
    '{"name":"a","version":"1.0.0","description":"small \\u0026 \\u003cfast\\u003e","maintainers":[{"name":"M","url":"https://acme.io"}],"apiVersion":"v2","annotations":{"a":"1","b":"2"},"dependencies":[{"name":"b","version":"1.0.0","repository":"","condition":"b.enabled"},{"name":"c","repository":""}],"type":"application"}',
  );
});
