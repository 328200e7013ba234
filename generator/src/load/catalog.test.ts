import { describe, expect, it } from "vitest";
import { brief, miniFiles, miniKinds } from "../../test/helpers/mini.ts";
import { fileTree } from "../model/tree.ts";
import { loadCatalog, releaseNames } from "./catalog.ts";
import { belowFolders } from "./site-files.ts";

const entry = "name: probe\nkind: module\ndescription: A module of the site.\n";
const store = "name: cache\nkind: store\nkey: cache\ndescription: A store of the site.\nports: [{ name: cache, number: 6379, protocol: tcp, service: true }]\n";
const config = "# A file.\n\n# A key.\na: 1\n";

function load(folders: readonly string[], files: Readonly<Record<string, string>>) {
  return loadCatalog(miniFiles, "r1", "cat", belowFolders(fileTree(Object.entries(files)), folders), miniKinds);
}

describe("a site's own folders", () => {
  it("hold modules and stores, wherever in them", () => {
    const { catalog, diagnostics } = load(["site"], { "site/probe.yaml": entry, "site/deep/er/cache.yml": store, "site/infra/tool.yaml": "name: tool\nkind: store\ndescription: A tool.\n", "site/README.md": "# Read me\n" });
    expect(diagnostics).toEqual([]);
    expect(["probe", "cache", "tool"].map((name) => catalog.components.get(name)).map((c) => [c?.group, c?.file])).toEqual([
      ["modules", "site/probe.yaml"],
      ["infra", "site/deep/er/cache.yml"],
      ["infra", "site/infra/tool.yaml"],
    ]);
  });

  it("may be called as they like", () => {
    const files = { "deploy/config/server/probe.yaml": `${entry}part: server\nfiles: [probe]\n`, "deploy/config/server/config/server/probe.yml": config, "deploy/config/server/cache.yaml": store };
    const { catalog, diagnostics } = load(["deploy/config/server"], files);
    expect(diagnostics).toEqual([]);
    expect([catalog.components.has("probe"), catalog.components.get("cache")?.group, catalog.config.get("probe")?.file]).toEqual([true, "infra", "deploy/config/server/config/server/probe.yml"]);
  });

  it("are told of configuration files that no part would read", () => {
    const { diagnostics } = load(["site"], { "site/probe.yaml": entry, "site/config/sever/probe.yml": config, "site/config/probe.yml": config });
    expect(diagnostics.map((d) => `${brief(d)} ${d.position?.file}`)).toEqual(["catalog-reference 1:1 site/config/probe.yml", "catalog-reference 1:1 site/config/sever/probe.yml"]);
    expect(diagnostics[1]?.hint).toBe("Did you mean `server`?");
  });

  it("cannot have a store of a kind that there is not", () => {
    expect(load(["site"], { "site/cache.yaml": store.replace("kind: store", "kind: memcached") }).diagnostics.map(brief)).toEqual(["catalog-reference 2:7"]);
  });
});

it("knows its releases, the newest last", () => {
  expect(releaseNames(fileTree(["v3.8.3-patch.15", "v3.8.3-patch.9", "v3.8.2"].map((name) => [`openim/${name}/release.yaml`, ""])))).toEqual(["v3.8.2", "v3.8.3-patch.9", "v3.8.3-patch.15"]);
});
