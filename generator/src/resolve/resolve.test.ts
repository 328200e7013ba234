import { describe, expect, it } from "vitest";
import { readYaml } from "../load/yaml.ts";
import { flagged, resolve, type Flag } from "./resolve.ts";

const text = `profile: small
images:
  registry: r.all.io
  pullSecrets: [all]
environments:
  dev:
    profile: lite
    images: { pullSecrets: [dev] }
  prod: {}
`;
const catalogue = { release: "r1", profile: "tiny", charts: { version: "0.1.0" } };
const flags: readonly Flag[] = [
  { path: ["images", "registry"], value: "r.flag.io" },
  { path: ["environments", "prod", "profile"], value: "large" },
];

function stack(environment: string | undefined, given: readonly Flag[] = []) {
  return resolve(readYaml("openim.yaml", text).source, catalogue, environment, given);
}

describe("resolve", () => {
  const values: readonly { readonly name: string; readonly given: readonly [string | undefined, readonly Flag[]]; readonly want: object }[] = [
    { name: "openim.yaml over the catalogue", given: [undefined, []], want: { release: "r1", profile: "small", charts: { version: "0.1.0" }, images: { registry: "r.all.io", pullSecrets: ["all"] } } },
    { name: "an environment over that; lists as a whole", given: ["dev", []], want: { release: "r1", profile: "lite", charts: { version: "0.1.0" }, images: { registry: "r.all.io", pullSecrets: ["dev"] } } },
    { name: "an environment that says nothing", given: ["prod", []], want: { release: "r1", profile: "small", charts: { version: "0.1.0" }, images: { registry: "r.all.io", pullSecrets: ["all"] } } },
    { name: "flags over everything", given: ["dev", flags], want: { release: "r1", profile: "lite", charts: { version: "0.1.0" }, images: { registry: "r.flag.io", pullSecrets: ["dev"] } } },
    { name: "flags for one environment, there", given: ["prod", flags], want: { release: "r1", profile: "large", charts: { version: "0.1.0" }, images: { registry: "r.flag.io", pullSecrets: ["all"] } } },
    { name: "flags for one environment, nowhere else", given: [undefined, flags], want: { release: "r1", profile: "small", charts: { version: "0.1.0" }, images: { registry: "r.flag.io", pullSecrets: ["all"] } } },
  ];
  it.each(values)("lays $name", ({ given: [environment, given], want }) => {
    expect(stack(environment, given).settings).toEqual(want);
  });

  const origins: readonly { readonly path: string; readonly in?: string; readonly flags?: boolean; readonly want: string }[] = [
    { path: "release", want: "catalogue" },
    // Its parent is written nowhere either.
    { path: "charts.version", want: "catalogue" },
    { path: "profile", want: "openim.yaml 1:10" },
    { path: "profile", in: "dev", want: "environment 7:14" },
    { path: "profile", in: "prod", want: "openim.yaml 1:10" },
    { path: "profile", in: "prod", flags: true, want: "flag" },
    { path: "profile", in: "dev", flags: true, want: "environment 7:14" },
    { path: "images.registry", in: "dev", want: "openim.yaml 3:13" },
    { path: "images.registry", in: "dev", flags: true, want: "flag" },
    { path: "images.pullSecrets", in: "dev", flags: true, want: "environment 8:28" },
    // The nearest parent, of the strongest layer that has it.
    { path: "images.pullPolicy", in: "dev", want: "environment 8:13" },
    { path: "images.pullPolicy", want: "openim.yaml 3:3" },
    { path: "modules.api.replicas", want: "catalogue" },
  ];
  it.each(origins)("knows that $path in $in (flags: $flags) comes from $want", ({ path, in: environment, flags: withFlags, want }) => {
    const { layer, position } = stack(environment, withFlags ? flags : []).origin(path.split("."));
    expect(position === undefined ? layer : `${layer} ${position.line}:${position.column}`).toBe(want);
  });

  it("does not take the catalogue's value for one of openim.yaml, though its parent is written there", () => {
    const { source } = readYaml("openim.yaml", "charts: { icon: x }\n");
    const settings = resolve(source, catalogue, undefined, []);
    expect(settings.origin(["charts", "version"])).toEqual({ layer: "catalogue" });
    expect(settings.origin(["charts", "icon"])).toMatchObject({ layer: "openim.yaml" });
  });

  it.each(["[]", "text", "3"])("takes a file that is %s for an empty one", (given) => {
    expect(resolve(readYaml("openim.yaml", `${given}\n`).source, catalogue, undefined, []).settings).toEqual(catalogue);
  });
});

describe("flagged", () => {
  it("nests, and lets the later win", () => {
    expect(flagged([{ path: ["a", "b"], value: 1 }, { path: ["a", "c"], value: 2 }, { path: ["a", "b"], value: 3 }])).toEqual({ a: { b: 3, c: 2 } });
  });
});
