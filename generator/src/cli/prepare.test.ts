import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brief } from "../../test/helpers/mini.ts";
import { minimal, project, realCatalog, realInputs } from "../../test/helpers/real.ts";
import { at } from "../model/json.ts";
import { fileTree } from "../model/tree.ts";
import { generate } from "./generate.ts";
import { prepare } from "./prepare.ts";

const newest = realCatalog().release.name;
const probe = "name: probe\nkind: module\ndescription: A module of the site.\npart: server\nbinary: probe\n";
const site = (files: Readonly<Record<string, string>>) => ({ extra: () => fileTree(Object.entries(files)) });

describe("an unknown release", () => {
  it("is reported beside everything else, for which the newest stands in", () => {
    const { diagnostics, prepared } = prepare(realInputs(`release: v0\n${minimal}modules: { openim-api: { replica: 2 } }\n`));
    expect(diagnostics.map(brief)).toEqual(["unknown-release 1:10", "unknown-key 3:26"]);
    expect(prepared?.catalog.release.name).toBe(newest);
  });

  it("is reported once, also from the command line", () => {
    expect(prepare(realInputs(minimal, { flags: [{ path: ["release"], value: "v0" }] })).diagnostics.map(brief)).toEqual(["unknown-release"]);
  });

  it("is none where it is known", () => {
    expect(prepare(realInputs(`release: ${newest}\n${minimal}`)).diagnostics).toEqual([]);
  });
});

describe("a wrong entry", () => {
  const wrong = site({ "site/probe.yaml": probe.replace("name: probe\n", "") });

  it("hides nothing of openim.yaml, and what openim.yaml says of it is not held against it", () => {
    const text = `${minimal}extraModules: [site]\nprofile: smal\nmodules: { probe: { replicas: 2 }, openim-api: { replica: 2 } }\nconfig: { probe: { a: 1 } }\n`;
    const { diagnostics, prepared } = prepare(realInputs(text, wrong));
    expect(diagnostics.map(brief)).toEqual(["missing-key 1:1", "unknown-profile 3:10", "unknown-key 4:50"]);
    // Nobody shall be told what is not known.
    expect(prepared).toBeUndefined();
  });

  it("stops everything where the facts of the release are wrong", () => {
    const inputs = realInputs(`${minimal}profile: smal\n`);
    const catalog = fileTree(new Map([...inputs.catalog, [`openim/${newest}/release.yaml`, "a: [\n"]]));
    expect(prepare({ ...inputs, catalog }).diagnostics.map((d) => d.code)).not.toContain("unknown-profile");
  });
});

describe("what stands elsewhere in openim.yaml than in a chart's values", () => {
  const rows = [
    { given: "modules: { openim-api: { image: { tag: v1.0.0 } } }", want: "images.overrides.openim-server" },
    { given: "modules: { openim-edge: { image: { tag: v1.0.0 } } }", want: "images.overrides.openim-edge" },
    { given: "infra: { redis: { image: { tag: v1.0.0 } } }", want: "images.overrides.redis" },
    { given: "infra: { etcd: { setupImage: { tag: v1.0.0 } } }", want: "images.overrides.etcd-setup" },
    { given: "modules: { openim-api: { replicaCount: 2 } }", want: "replicas" },
    { given: "infra: { redis: { replicaCount: 0 } }", want: "replicas" },
    { given: "modules: { openim-api: { config: { api: {} } } }", want: "config.openim-api" },
    { given: "modules: { openim-edge: { exposure: {} } }", want: "exposure" },
    { given: "infra: { redis: { enabled: false } }", want: "mode" },
  ];
  it.each(rows)("$given: $want", ({ given, want }) => {
    expect(prepare(realInputs(`${minimal}${given}\n`)).diagnostics).toMatchObject([{ code: "unknown-key", hint: `Did you mean \`${want}\`?` }]);
    // And there it is.
    const path = want.split(".");
    const schema = prepare(realInputs(minimal)).prepared?.schema ?? {};
    const within = path.length > 1 || want === "exposure" ? [] : given.replaceAll(/[{}:]/g, "").split(" ").filter((word) => word !== "").slice(0, 2);
    expect(at(schema, [...within, ...path].flatMap((key) => ["properties", key]))).toBeDefined();
  });
});

describe("folders of a site", () => {
  const rows = [
    { settings: "openim.yaml", folder: "site", want: "site/probe.yaml" },
    { settings: "openim.yaml", folder: "./site", want: "./site/probe.yaml" },
    { settings: "../other/openim.yaml", folder: "site", want: "../other/site/probe.yaml" },
    { settings: "../other/openim.yaml", folder: "../shared/site", want: "../shared/site/probe.yaml" },
    { settings: "../other/openim.yaml", folder: ".", want: "../other/probe.yaml" },
    { settings: "../other/openim.yaml", folder: "/srv/site", want: "/srv/site/probe.yaml" },
  ];
  it.each(rows)("$folder beside $settings: messages speak of $want", ({ settings, folder, want }) => {
    const { diagnostics } = prepare({ ...realInputs(`${minimal}extraModules: ["${folder}"]\n`, site({ [`${folder}/probe.yaml`]: `${probe}foo: 1\n` })), settings: { file: settings, text: `${minimal}extraModules: ["${folder}"]\n` } });
    expect(diagnostics.map((d) => `${d.code} ${d.position?.file}`)).toEqual([`unknown-key ${want}`]);
  });

  it("are read once, however often and in whatever way they are named", () => {
    const asked: (readonly string[])[] = [];
    prepare(realInputs(`${minimal}extraModules: [site, ./site, site/, more]\n`, { extra: (folders) => (asked.push(folders), fileTree([["site/probe.yaml", probe], ["more/again.yaml", probe.replaceAll("probe", "again")]])) }));
    expect(asked).toEqual([["site", "more"]]);
  });
});

describe("a store of a site", () => {
  const redis = readFileSync(join(project, "generator/catalog/infra/redis.yaml"), "utf8");
  const sessions = redis.replace("name: redis\n", "name: sessions\n").replace("key: redis\n", "key: sessions\n").replaceAll("openim.redis.", "openim.sessions.");
  const text = `${minimal}extraModules: [site]\ninfra: { sessions: { replicas: 0, persistence: { size: 2Gi } } }\n`;
  const { diagnostics, tree, plan } = generate(realInputs(text, site({ "site/infra/sessions.yaml": sessions, "site/probe.yaml": `${probe}needs: { stores: [sessions] }\n` })));

  it("is a chart like ours, set below infra", () => {
    expect(diagnostics).toEqual([]);
    const files = (name: string) => [...(tree?.keys() ?? [])].flatMap((path) => (path.startsWith(`charts/${name}/`) ? [path.slice(`charts/${name}/`.length)] : []));
    expect(files("sessions")).toEqual(files("redis"));
    expect(plan?.charts.find((c) => c.name === "sessions")?.values).toMatchObject({ replicaCount: 0, persistence: { size: "2Gi" } });
  });

  it("is connected to, with a block of its own below global.openim", () => {
    expect(plan?.edges.filter((e) => e.to === "sessions" && e.peer !== true)).toMatchObject([{ from: "probe", store: true }]);
    expect(tree?.get("charts/probe/templates/_helpers.tpl")).toContain(".Values.global.openim.sessions.addresses");
    expect(plan?.charts.find((c) => c.name === "openim")?.values).toMatchObject({ global: { openim: { sessions: { existingSecret: "" } } } });
  });

  it("may be the site's own outside, like ours", () => {
    const outside = (more: string) => prepare(realInputs(`${minimal}extraModules: [site]\ninfra: { sessions: { mode: external${more} } }\n`, site({ "site/sessions.yaml": sessions }))).diagnostics.map((d) => d.code);
    expect([outside(""), outside(", addresses: [\"s.acme.io:6379\"]")]).toEqual([["external-without-address"], []]);
  });
});
