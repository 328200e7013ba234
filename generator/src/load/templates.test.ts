import { describe, expect, it } from "vitest";
import { brief } from "../../test/helpers/mini.ts";
import { fileTree } from "../model/tree.ts";
import { loadTemplates } from "./templates.ts";

const files = [
  ["module/templates/service.yaml", "kind: Service\n"],
  ["module/values.schema.yaml", "type: object\nproperties:\n  image: { $use: image }\n"],
  ["front/README.md", "# front\n"],
  ["shared/labels.tpl", "labels\n"],
  ["shared/values.schema.yaml", "image: { type: object }\n"],
] as const;

describe("loadTemplates", () => {
  it("sorts files into kinds and fragments", () => {
    const { templates, diagnostics } = loadTemplates(fileTree(files), "t");
    expect(diagnostics).toEqual([]);
    expect([...templates.kinds.keys()]).toEqual(["front", "module"]);
    expect([...(templates.kinds.get("module")?.files ?? [])]).toEqual([["templates/service.yaml", "kind: Service\n"]]);
    expect([...templates.fragments]).toEqual([["labels", "labels\n"]]);
    expect(templates.values).toEqual({ image: { type: "object" } });
  });

  it("reports a fragment that is not there, at its place, with what was meant", () => {
    const bad = new Map<string, string>([...files, ["module/values.schema.yaml", "type: object\nproperties:\n  image: { $use: imgae }\n"]]);
    const { diagnostics } = loadTemplates(bad, "t");
    expect(diagnostics.map(brief)).toEqual(["chart-template 3:18"]);
    expect(diagnostics[0]?.position?.file).toBe("t/module/values.schema.yaml");
    expect(diagnostics[0]?.message).toContain("`image`");
  });
});
