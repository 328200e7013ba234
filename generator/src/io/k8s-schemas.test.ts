import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installSchemas, loadKubernetes, locateSchemas } from "./k8s-schemas.ts";
import { projectRoot } from "./root.ts";

const { floor, supported, checked, openapi, removed } = loadKubernetes();

test("supported minors run from the floor without a gap, and each has a pinned API description", () => {
  const numbers = supported.map((minor) => Number(minor.replace("1.", "")));
  expect(supported[0]).toBe(floor);
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  expect(Object.keys(openapi)).toEqual(supported);
  for (const [minor, source] of Object.entries(openapi)) {
    expect(source.version).toMatch(new RegExp(`^v${minor}\\.\\d+$`));
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("both ends of the supported minors are checked by default", () => {
  expect(checked).toContain(floor);
  expect(checked).toContain(supported.at(-1));
  expect(supported).toEqual(expect.arrayContaining([...checked]));
});

test("removed APIs are listed once and no replacement is itself removed", () => {
  const key = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;
  const gone = removed.map(({ apiVersion, kind }) => key(apiVersion, kind));
  expect(new Set(gone).size).toBe(gone.length);
  for (const { kind, replacement } of removed) if (replacement !== undefined) expect(gone).not.toContain(key(replacement, kind));
});

test("schemas that are not installed are not located, and a minor that nobody knows is a failure and no crash", async () => {
  const root = await mkdtemp(join(tmpdir(), "schemas-"));
  try {
    expect(await locateSchemas("1.37", root)).toBeUndefined();
    await expect(installSchemas(["9.9"], { log: () => undefined, root })).resolves.toEqual([{ minor: "9.9", failure: expect.any(String) }]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("the project's root is where its catalogue is", () => {
  expect(loadKubernetes(projectRoot()).floor).toBe(floor);
});
