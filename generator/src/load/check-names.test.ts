import { describe, expect, it } from "vitest";
import { realCatalog, realInputs } from "../../test/helpers/real.ts";
import type { Catalog, Component } from "../model/catalog.ts";
import { templatesFolder } from "../model/folders.ts";
import { checkNames } from "./check-names.ts";
import { loadTemplates } from "./templates.ts";
import { readYaml } from "./yaml.ts";

// The names are those of the real templates: what they call their objects is what must not meet.
const { templates } = loadTemplates(realInputs("").templates, templatesFolder);
const shortName = (name: string): string => name.replace(/^openim-/, "");

function say(name: string, more: Partial<Component> = {}): readonly string[] {
  const component: Component = { name, kind: "module", group: "modules", file: "site/x.yaml", description: "", ports: [], needs: {}, extra: {}, ...more };
  const catalog: Catalog = { ...realCatalog(), components: new Map([[name, component], ...realCatalog().components]) };
  return checkNames(catalog, templates, shortName, (file) => readYaml(file, `name: ${name}\n`).source).map((d) => `${d.code} ${d.position?.file} ${d.message}`);
}

const store: Partial<Component> = { kind: "redis", group: "infra", key: "x" };
const secret = { description: "the password", keys: {} };

const rows: readonly { readonly name: string; readonly more?: Partial<Component>; readonly want: string }[] = [
  { name: "probe", want: "" },
  { name: "openim-probe", want: "" },
  { name: "redis-sessions", want: "" },
  { name: "openim-redis", want: "same-objects site/x.yaml `openim-redis` would have an object `<instance>-redis`, which is one of `redis`" },
  { name: "api", want: "same-objects site/x.yaml `api` would have an object `<instance>-api`, which is one of `openim-api`" },
  // The umbrella's test, and what stores have beside themselves.
  { name: "test", want: "same-objects site/x.yaml `test` would have an object `<instance>-test`, which is one of `openim`" },
  { name: "openim-test", want: "same-objects" },
  { name: "redis-headless", want: "same-objects site/x.yaml `redis-headless` would have an object `<instance>-redis-headless`, which is one of `redis`" },
  { name: "etcd-members", want: "same-objects" },
  { name: "chat", want: "" },
  { name: "chat", more: { ...store, secret }, want: "same-objects site/x.yaml `chat` would have an object `<instance>-chat`, which is one of the Secrets of OpenIM" },
  // 36 of the installation, a dash, and 63 for most objects, 52 for a StatefulSet.
  { name: `p${"x".repeat(25)}`, want: "" },
  { name: `p${"x".repeat(26)}`, want: "long-name site/x.yaml" },
  { name: `openim-p${"x".repeat(25)}`, want: "" },
  { name: `p${"x".repeat(14)}`, more: store, want: "" },
  { name: `p${"x".repeat(15)}`, more: store, want: "long-name site/x.yaml" },
  // A Job's name ends in what it does and a digest: eleven characters are left.
  { name: `p${"x".repeat(10)}`, more: { ...store, kind: "kafka" }, want: "" },
  { name: `p${"x".repeat(11)}`, more: { ...store, kind: "kafka" }, want: "long-name site/x.yaml" },
];

describe("checkNames", () => {
  it.each(rows)("$name of $more.kind: $want", ({ name, more, want }) => {
    const found = say(name, more);
    expect(found).toHaveLength(want === "" ? 0 : 1);
    expect(found.join()).toContain(want);
  });

  it("says how long a name may become", () => {
    expect(say(`p${"x".repeat(15)}`, store)[0]).toContain("a StatefulSet with a name of up to 53 characters, but Kubernetes allows 52");
  });
});
