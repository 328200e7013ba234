import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { besideOthers, inTurn } from "./in-turn.ts";
import { makeProject } from "./project.ts";

const project = makeProject("publicURL: https://im.acme.io\n");
// What tools say of the charts is not the question here.
rmSync(join(project.root, ".tools"), { force: true });
const alone = { PATH: "/nowhere" };
afterAll(() => project.remove());

describe("a program in a process that others had before", () => {
  const rows: readonly { readonly name: string; readonly args: readonly string[]; readonly cwd?: string }[] = [
    ...["charts", "explain", "lint", "graph", "package", "publish", "bump", "serve", "sizes", "images", "bundle", "doctor", "verify", "faults"].map((command) => ({ name: `help of ${command}`, args: [command, "--help"] })),
    { name: "an answer", args: ["charts", "--no-tools", "--diff", "--json"] },
    { name: "an answer elsewhere", args: ["explain", "modules.openim-api.replicas"], cwd: join(project.root, "generator/catalog") },
    { name: "a wrong option", args: ["publish", "--nonsense"] },
    { name: "a mistake that a command ends with by itself", args: ["serve", "--dir", "nowhere"] },
    { name: "a mistake that is found late", args: ["charts", "--no-tools", "--set", "profile=huge"] },
    { name: "nothing", args: [] },
  ];
  it.each(rows)("does and says what it does in one of its own: $name", async ({ args, cwd = project.root }) => {
    const { exitCode, stdout, stderr } = await project.start(args, { cwd });
    // Also right after a run that went wrong.
    await project.gen(["charts", "--nonsense"]);
    expect(await project.gen(args, { cwd })).toEqual({ exitCode, stdout, stderr });
  });

  it("does not see what the one before saw", async () => {
    expect((await project.gen(["charts", "--no-tools", "--json"], { env: { FORCE_COLOR: "1" } })).exitCode).toBe(0);
    project.write("openim.yaml", "publicURL: https://localhost\n");
    const red = await project.gen(["charts", "--no-tools"], { env: { NO_COLOR: "", FORCE_COLOR: "1" } });
    const plain = await project.gen(["charts", "--no-tools"]);
    expect([red.exitCode, red.stderr.includes("\u001b["), plain.exitCode, plain.stderr.includes("\u001b[")]).toEqual([4, true, 4, false]);
    expect(plain.stderr).toContain("url-loopback");
    project.write("openim.yaml", "publicURL: https://im.acme.io\n");
    expect((await project.gen(["package", "--out", "out"], { env: alone })).exitCode).toBe(0);
    project.write("openim.yaml", "publicURL: https://im.acme.io\ncharts: { version: 7.7.7 }\n");
    expect((await project.gen(["package", "--out", "out"], { env: alone })).stdout).toContain("openim-7.7.7.tgz");
  });

  it("is one of several at the same time, where that is asked for", async () => {
    const program = join(project.root, "waits.mjs");
    writeFileSync(program, `import { existsSync, writeFileSync } from "node:fs";
      const [own, other] = process.argv.slice(2);
      writeFileSync(own, "");
      while (!existsSync(other)) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(process.pid);`);
    const runs = [["one", "two"], ["two", "one"]].map((names) => besideOthers(program, names, project.root, {}));
    const [one, two] = await Promise.all(runs);
    expect([one?.exitCode, two?.exitCode, one?.stdout === two?.stdout]).toEqual([0, 0, false]);
    expect([one?.stdout, two?.stdout]).toContain((await inTurn(program, ["one", "two"], project.root, {})).stdout);
  });

  it.each([{ TZ: "Pacific/Apia" }, { LC_ALL: "tr_TR.UTF-8" }, { NODE_OPTIONS: "--no-warnings" }, { https_proxy: "http://127.0.0.1:1" }])("cannot be given %o, which must be there when Node starts", async (env) => {
    await expect(inTurn(project.program, ["--help"], project.root, env)).rejects.toThrow("a process of its own");
  });
});
