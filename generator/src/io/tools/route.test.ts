import { describe, expect, test } from "vitest";
import { projectRoot } from "../root.ts";
import { loadTools } from "./catalog.ts";
import { chooseRoutes, fill, type Helper, platformOf, routeKind } from "./route.ts";

const tools = loadTools(projectRoot());

describe("chooseRoutes: what can be tried where", () => {
  const rows: readonly { name: string; platform: string; helpers: Helper[]; want: string[]; refused?: string }[] = [
    { name: "helm", platform: "linux/amd64", helpers: ["go", "npm", "python3"], want: ["go", "archive"] },
    { name: "helm", platform: "darwin/arm64", helpers: ["npm"], want: ["archive"], refused: "no Go toolchain on PATH" },
    { name: "helm4", platform: "linux/amd64", helpers: ["npm"], want: ["npm", "archive"] },
    { name: "helm4", platform: "linux/amd64", helpers: [], want: ["archive"], refused: "no npm on PATH" },
    { name: "helm4", platform: "linux/arm64", helpers: ["npm"], want: ["archive"], refused: "the npm package has nothing for linux/arm64" },
    { name: "yamllint", platform: "linux/amd64", helpers: ["python3"], want: ["pip"] },
    { name: "yamllint", platform: "linux/amd64", helpers: ["go"], want: [], refused: "no python3 with the module venv on PATH" },
    { name: "ct", platform: "win32/amd64", helpers: [], want: [], refused: "no archive for win32/amd64" },
  ];
  test.each(rows)("$name on $platform with $helpers → $want", ({ name, platform, helpers, want, refused }) => {
    const tool = tools.find((t) => t.name === name);
    if (tool === undefined) throw new Error(name);
    const choice = chooseRoutes(tool, { platform, helpers: new Set(helpers) });
    expect(choice.usable.map(routeKind)).toEqual(want);
    if (refused !== undefined) expect(choice.refused).toContain(refused);
  });
});

test.each([
  { template: "helm-v{version}-{os}-{arch}.tar.gz", want: "helm-v1.2.3-darwin-arm64.tar.gz" },
  { template: "-X main.version=v{version} {{kept}}", want: "-X main.version=v1.2.3 {{kept}}" },
])("fill: $template", ({ template, want }) => {
  expect(fill(template, { version: "1.2.3" }, "darwin/arm64")).toBe(want);
});

test.each([
  { system: "linux", processor: "x64", want: "linux/amd64" },
  { system: "darwin", processor: "arm64", want: "darwin/arm64" },
])("platformOf: $system $processor", ({ system, processor, want }) => {
  expect(platformOf(system, processor)).toBe(want);
});
