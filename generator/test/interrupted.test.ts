import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf, makeProject } from "./helpers/project.ts";

/** The program as people run it, cut off, twice at once, and where it must not write. */
const settings = (replicas: number): string => `publicURL: https://im.acme.io\nprofile: ${replicas === 2 ? "small" : "large"}\nmodules: { openim-api: { replicas: ${replicas} } }\n`;
const project = makeProject(settings(2));
afterAll(() => project.remove());

const texts = (): Readonly<Record<string, string>> => Object.fromEntries([...filesOf(project.root)].filter(([path]) => path !== "openim.yaml").map(([path, { text }]) => [path, text]));
let two: Readonly<Record<string, string>> = {};
let nine: Readonly<Record<string, string>> = {};
const gen = ["charts", "--no-tools"];

beforeAll(async () => {
  expect((await project.gen(gen)).exitCode).toBe(0);
  two = texts();
  project.write("openim.yaml", settings(9));
  expect((await project.gen(gen)).exitCode).toBe(0);
  nine = texts();
  expect(Object.keys(nine).filter((path) => nine[path] !== two[path]).length).toBeGreaterThan(5);
});

/** Starts a run and kills it as soon as it writes, or a little later. */
async function killed(after: number): Promise<void> {
  const child = spawn(process.execPath, [join(project.root, ".cache/gen/main.js"), ...gen], { cwd: project.root, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const writes = (): boolean => readdirSync(join(project.root, ".cache")).includes("charts.lock");
  while (child.exitCode === null && child.signalCode === null && !writes()) await sleep(1);
  await sleep(after);
  child.kill("SIGKILL");
  await ended;
}

describe("gen charts", () => {
  it.each([0, 2, 8])("killed %i ms after it began to write is finished, or undone, by the next run", async (after) => {
    project.write("openim.yaml", settings(2));
    await killed(after);
    const cut = texts();
    for (const [path, text] of Object.entries(cut)) if (!path.endsWith(".tmp") && path !== ".generated") expect([two[path], nine[path]].includes(text), path).toBe(true);
    const [text, want] = after === 2 ? [settings(9), nine] : [settings(2), two];
    project.write("openim.yaml", text);
    expect(await project.gen(gen)).toMatchObject({ exitCode: 0 });
    expect(texts()).toEqual(want);
    project.write("openim.yaml", settings(9));
    await project.gen(gen);
    expect(texts()).toEqual(nine);
  });

  it("twice at once gives one of the two, whole", async () => {
    project.write("two.yaml", settings(2));
    project.write("nine.yaml", settings(9));
    const runs = await Promise.all(["two", "nine", "two"].map(async (name) => project.start([...gen, "--file", `${name}.yaml`])));
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0, 0]);
    const { "two.yaml": _two, "nine.yaml": _nine, ...made } = texts();
    expect([two, nine]).toContainEqual(made);
  });

  it("refuses to write through a link, and says what to do", async () => {
    mkdirSync(join(project.root, "elsewhere"));
    renameSync(join(project.root, "charts/openim-api"), join(project.root, "elsewhere/openim-api"));
    symlinkSync("../elsewhere/openim-api", join(project.root, "charts/openim-api"));
    const before = readFileSync(join(project.root, "elsewhere/openim-api/values.yaml"), "utf8");
    project.write("openim.yaml", settings(3));
    for (const args of [gen, [...gen, "--check"]]) {
      const { exitCode, stdout, stderr } = await project.gen(args);
      expect([exitCode, stdout]).toEqual([4, expect.stringContaining("could not be written")]);
      expect(stderr).toContain("[target-link]");
      expect(stderr).toContain("`charts/openim-api` is a symbolic link");
      expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }
    expect(readFileSync(join(project.root, "elsewhere/openim-api/values.yaml"), "utf8")).toBe(before);
  });
});
