import { describe, expect, it } from "vitest";
import { fileTree } from "../model/tree.ts";
import { belowFolders, partOf, siteFiles } from "./site-files.ts";

const rows: readonly { readonly folders: readonly string[]; readonly path: string; readonly want: string; readonly part?: string }[] = [
  { folders: ["site"], path: "site/probe.yaml", want: "probe.yaml" },
  { folders: ["site"], path: "site/infra/sessions.yaml", want: "infra/sessions.yaml" },
  { folders: ["site"], path: "site/config/server/probe.yml", want: "config/server/probe.yml", part: "server" },
  // What is above the folder says nothing about a file.
  { folders: ["deploy/config/server"], path: "deploy/config/server/probe.yaml", want: "probe.yaml" },
  { folders: ["deploy/config"], path: "deploy/config/config/chat/probe.yml", want: "config/chat/probe.yml", part: "chat" },
  { folders: ["/srv/site"], path: "/srv/site/probe.yaml", want: "probe.yaml" },
  { folders: ["a//b"], path: "a//b/probe.yaml", want: "probe.yaml" },
  // The nearest of the folders that hold it.
  { folders: ["site", "site/more"], path: "site/more/probe.yaml", want: "probe.yaml" },
  { folders: ["site", "site-2"], path: "site-2/probe.yaml", want: "probe.yaml" },
];

describe("siteFiles", () => {
  it.each(rows)("knows $path below $folders as $want", ({ folders, path, want, part }) => {
    const [found, ...more] = siteFiles(belowFolders(fileTree([[path, "a: 1\n"]]), folders));
    expect([found, more]).toEqual([{ file: path, below: want, text: "a: 1\n" }, []]);
    expect(found === undefined ? undefined : partOf(found)).toBe(part);
  });

  it("leaves out what is no YAML", () => {
    expect(siteFiles(fileTree([["site//README.md", "x\n"], ["site//probe.yml.orig", "x\n"]]))).toEqual([]);
  });
});
