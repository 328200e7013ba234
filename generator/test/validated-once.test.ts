import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { makeProject } from "./helpers/project.ts";

const settings = "publicURL: https://im.acme.io\n";
const project = makeProject(settings);
rmSync(join(project.root, ".tools"), { force: true });
afterAll(() => project.remove());

const folder = join(project.root, "programs");
const log = join(folder, "helm.log");
/** A program that is called in place of Helm, and says nothing of the charts, or what `lint` is. */
function helm(version: string, lint = ""): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "helm"), `#!/bin/sh\ncase $1 in\n  version) echo v${version} ;;\n  *) echo "$1" >>"${log}" ;;\nesac\n[ "$1" != lint ] || printf '${lint}'\n`, { mode: 0o755 });
}
/** How often Helm linted in this run. */
const linted = async (...args: readonly string[]): Promise<{ readonly exitCode: number | undefined; readonly times: number }> => {
  rmSync(log, { force: true });
  const { exitCode } = await project.gen(args, { env: { PATH: folder } });
  return { exitCode, times: existsSync(log) ? readFileSync(log, "utf8").split("\n").filter((line) => line === "lint").length : 0 };
};

describe("charts that Helm has nothing to say of", () => {
  beforeEach(() => {
    helm("3.22.0");
    project.write("openim.yaml", settings);
  });

  it("are looked at once, whatever is done with them, and again by whoever asks for it", async () => {
    expect(await linted("charts")).toEqual({ exitCode: 0, times: 1 });
    for (const args of [["charts"], ["package"], ["package", "--verify", "dist/redis-0.1.0.tgz"], ["publish"]]) expect(await linted(...args)).toEqual({ exitCode: 0, times: 0 });
    expect(await linted("lint")).toEqual({ exitCode: 0, times: 1 });
  });

  it("are looked at again when they are others, or Helm is", async () => {
    expect(await linted("charts", "--set", "infra.redis.resources.requests.cpu=111m")).toEqual({ exitCode: 0, times: 1 });
    expect(await linted("charts")).toEqual({ exitCode: 0, times: 1 });
    helm("3.22.1");
    expect(await linted("charts")).toEqual({ exitCode: 0, times: 1 });
    expect(await linted("charts")).toEqual({ exitCode: 0, times: 0 });
  });
});

it("charts with a fault are looked at every time", async () => {
  helm("3.22.2", "==> Linting charts/redis\\n[ERROR] templates/: broken\\n");
  for (const args of [["charts"], ["package"]]) expect(await linted(...args)).toEqual({ exitCode: 4, times: 1 });
});
