import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, isObject, type JsonObject } from "../src/model/json.ts";
import { askHelm } from "./helpers/ask-helm.ts";
import { project, realCatalog } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

/** What the guides tell a site about its own stores: it works as it is written, and nothing is left out. */
const helm = await toolPath("helm");
const stores = [...realCatalog().components.values()].filter((c) => c.key !== undefined && c.secret !== undefined);
const needed = ["mongodb", "redis", "kafka", "etcd", "object-storage"];

/** The part on stores, and its examples of values. */
function read(guide: string, from: string, to: string): { readonly text: string; readonly examples: readonly JsonObject[] } {
  const all = readFileSync(join(project, guide), "utf8");
  const text = all.slice(all.indexOf(from), all.indexOf(to));
  const blocks = text.split("\n\n").filter((block) => block.startsWith("    ") && !block.includes("kubectl"));
  return { text, examples: blocks.map((block) => parse(block) as unknown).filter(isObject) };
}

const guides = [
  { guide: "docs/install.md", from: "## Stores of your own", to: "## Credentials" },
  { guide: "docs/zh/install.md", from: "## 自带存储", to: "## 凭据" },
];

describe.each(guides)("$guide", ({ guide, from, to }) => {
  const { text, examples } = read(guide, from, to);

  it("has an example for every store that OpenIM needs", () => {
    const keys = examples.flatMap((e) => Object.keys((at(e, ["global", "openim"]) ?? {}) as JsonObject));
    expect([...new Set(keys)].sort()).toEqual(needed.map((name) => stores.find((s) => s.name === name)?.key).sort());
  });

  it.skipIf(helm === undefined)("has examples that the umbrella takes", async () => {
    for (const example of examples) {
      const { exitCode, stderr } = await askHelm(helm ?? "", ["template", "openim", "charts/openim", "--kube-version", "1.37.0", "--set", "global.openim.publicURL=https://im.example.com", "-f", "-"], JSON.stringify(example));
      expect({ example, exitCode, stderr }).toEqual({ example, exitCode: 0, stderr: "" });
    }
  });

  it("names keys of Secrets that are read, and every one that a site's store may have", () => {
    const files = ["ca.crt"];
    const said = [...text.matchAll(/--from-(?:literal|file)=([a-z.-]+)/g)].map(([, key]) => key ?? "");
    const known = new Set(stores.flatMap((s) => Object.keys(s.secret?.keys ?? {})));
    expect(said.filter((key) => !known.has(key) && !files.includes(key))).toEqual([]);
    const optional = stores.filter((s) => needed.includes(s.name)).flatMap((s) => Object.entries(s.secret?.keys ?? {}).filter(([, k]) => k.optional === true).map(([key]) => key));
    expect(optional.filter((key) => !text.includes(key))).toEqual([]);
  });

  it("names everything that is refused of them, by setting or by what it is for", () => {
    const words: Readonly<Record<string, string>> = { sasl: "SCRAM", compression: "compressType", iamRole: "IAM", sentinel: guide.includes("zh") ? "哨兵" : "Sentinel", redisMode: "redisMode" };
    const refused = stores.filter((s) => needed.includes(s.name)).flatMap((s) => Object.keys((s.extra["refused"] ?? {}) as JsonObject));
    expect(refused.length).toBeGreaterThan(8);
    expect(refused.filter((setting) => !text.includes(words[setting] ?? setting))).toEqual([]);
  });
});
