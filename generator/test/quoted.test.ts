import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { realResult } from "./helpers/real.ts";

/** Secrets of a site may hold any characters; where scripts write them into files and requests, they arrive as they were. */
const tree = realResult().tree ?? new Map<string, string>();
const odd = [`plain`, `quo"te`, `back\\slash`, `\\"`, `ends\\`, `'single' $HOME \`id\` $(id) %s & * ? # ; = é`, ``];

/** Scripts as rendered, each once: module charts have the same ones. */
const scripts = [...new Map([...tree].filter(([path]) => /^charts\/[^/]+\/scripts\/.*\.sh$/.test(path)).map(([path, text]) => [text, path]))];
const having = (name: string) => scripts.filter(([text]) => text.includes(`\n${name}() {`)).map(([text, path]) => ({ path, text }));

/** What the function of a script makes of the texts. */
async function call(text: string, name: string): Promise<readonly string[]> {
  const functions = text.split("\n").filter((line) => /^(quoted|jaas)\(\) \{ .* \}$/.test(line));
  const shell = text.startsWith("#!/bin/bash") ? "bash" : "sh";
  const { stdout } = await execa(shell, ["-euc", `${functions.join("\n")}\nfor text; do ${name} "$text"; printf '\\n'; done`, shell, ...odd]);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("a text in quotation marks", () => {
  it.each(having("quoted"))("is read as it was: $path", async ({ text }) => {
    expect((await call(text, "quoted")).map((line) => JSON.parse(line) as unknown)).toEqual(odd);
  });

  it.each(having("jaas"))("is read as it was, through a file of properties: $path", async ({ text }) => {
    expect((await call(text, "jaas")).map((line) => JSON.parse(line.replace(/\\(.)/g, "$1")) as unknown)).toEqual(odd);
  });

  it("reaches the configuration of Redis, by any shell", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gen-quoted-"));
    for (const name of ["config", "credentials", "run/server"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "config/server.conf"), "port 6379\n");
    const script = (tree.get("charts/redis/scripts/start.sh") ?? "").replaceAll(/(?<=[ (>])\/(config|credentials|run)\//g, `${folder}/$1/`).replace(/^exec .*"? (\S+)$/m, "exec cat $1");
    for (const password of odd.slice(0, -1)) {
      writeFileSync(join(folder, "credentials/password"), password);
      for (const shell of ["sh", "bash"]) {
        const { stdout } = await execa(shell, ["-c", script], { env: { HOST: "redis-0", POD_IP: "192.0.2.1" } });
        const read = (key: string): unknown => JSON.parse(new RegExp(`^${key} (.*)$`, "m").exec(stdout)?.[1] ?? "null");
        expect([read("requirepass"), read("masterauth")]).toEqual([password, password]);
      }
    }
    rmSync(folder, { recursive: true });
  });

  it("is how every script writes a login into a file or a request", () => {
    expect(having("quoted").length).toBeGreaterThan(6);
    expect(having("jaas").length).toBe(3);
  });
});
