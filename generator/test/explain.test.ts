import { afterAll, describe, expect, it } from "vitest";
import { answer } from "../src/cli/explain.ts";
import { collectFlags } from "../src/cli/inputs.ts";
import { fileTree } from "../src/model/tree.ts";
import type { Flag } from "../src/resolve/resolve.ts";
import { makeProject } from "./helpers/project.ts";
import { realInputs } from "./helpers/real.ts";

const settings = `publicURL: https://im.acme.io
config:
  log: { remainLogLevel: 4 }
extraModules: [site]
environments:
  dev: { publicURL: https://dev.acme.io, tagPolicy: branch }
  prod:
    profile: medium
    modules: { openim-api: { replicas: 4 } }
`;
const site = fileTree([["site/openim-dummy.yaml", "name: openim-dummy\nkind: module\ndescription: D.\npart: server\nbinary: d\nresources: { requests: { cpu: 55m } }\n"]]);

/** Path, then options as on the command line. */
function ask(given: readonly string[], text = settings) {
  const [path = "", ...options] = given;
  let flags: readonly Flag[] = [];
  let env: string | undefined;
  for (let i = 0; i < options.length; i++) {
    if (options[i] === "--set") flags = collectFlags(options[++i] ?? "", flags);
    if (options[i] === "--env") env = options[++i];
  }
  return answer(realInputs(text, { flags, extra: () => site }), path, { json: options.includes("--json"), ...(env === undefined ? {} : { env }) });
}

const rows: readonly { readonly given: readonly string[]; readonly want: readonly string[] }[] = [
  { given: ["modules.openim-api.replicas", "--env", "prod"], want: ["Number of pods.", "value        4", "a whole number, 0 or more", "environment, openim.yaml:9:40"] },
  { given: ["modules.openim-push.replicas", "--env", "prod"], want: ["value        2", "catalogue, generator/catalog/profiles.yaml:", "Of the profile medium."] },
  { given: ["config.mongodb.maxPoolSize", "--env", "prod"], want: ["value        60", "catalogue, generator/catalog/profiles.yaml:", "Of the profile medium."] },
  { given: ["infra.kafka.replicas", "--env", "prod"], want: ["value        3", "catalogue, generator/catalog/profiles.yaml:", "Of the profile medium."] },
  { given: ["nodes.count", "--env", "prod"], want: ["value        3", "Of the profile medium."] },
  { given: ["environments.prod.modules.openim-push.replicas"], want: ["environments.prod.modules.openim-push.replicas", "value        2", "Of the profile medium."] },
  { given: ["modules.openim-push.replicas"], want: ["value        1", "generator/templates/module/values.schema.yaml:", "In the environments:", "dev   1", "prod  2"] },
  { given: ["modules.openim-api.replicas", "--env", "prod", "--set", "modules.openim-api.replicas=7"], want: ["value        7", "from         --set"] },
  { given: ["config.log.remainLogLevel"], want: ["value        4", "a whole number from 0 to 6", "all environments, openim.yaml:3:26", "How much to log"] },
  { given: ["config.log.rotationTime"], want: ["value        24", "catalogue, generator/catalog/openim/", "config/server/log.yml:"] },
  { given: ["config.share.secret"], want: ["From the key `secret` of the Secret for `im`; set by the charts."] },
  { given: ["infra.kafka.partitions"], want: ["value        8", "generator/catalog/infra/kafka.yaml:"] },
  { given: ["publicURL"], want: ["value        \"https://im.acme.io\"", "openim.yaml:1:12", "dev   \"https://dev.acme.io\""] },
  { given: ["exposure.type"], want: ["value        \"none\"", "one of none, ingress"] },
  { given: ["tagPolicy", "--env", "dev"], want: ["value        \"branch\""] },
  { given: ["release"], want: ["value        \"v", "Release of OpenIM"] },
  { given: ["modules.openim-dummy.resources.requests.cpu"], want: ["value        \"55m\"", "catalogue, site/openim-dummy.yaml:6:26"] },
  { given: ["modules"], want: ["  openim-api ", "  openim-dummy ", "HTTP interface of the IM server"] },
  { given: ["environments"], want: ["  dev ", "  prod "] },
  { given: [], want: ["openim.yaml\n", "  publicURL ", "  environments "] },
];

describe("answer", () => {
  it.each(rows)("to $given", ({ given, want }) => {
    const { exitCode, text = "", faults, warning } = ask(given);
    for (const part of want) expect(text).toContain(part);
    expect([exitCode, faults, warning]).toEqual([0, [], undefined]);
  });

  it("gives one line for each key of a block, no longer than a terminal is wide", () => {
    const lines = (ask(["modules.openim-api"]).text ?? "").trim().split("\n").slice(3);
    expect(lines.filter((line) => !/^ {2}\S+ +\S/.test(line) || line.length > 110)).toEqual([]);
    expect(lines.length).toBeGreaterThan(15);
  });

  it("knows every key of openim.yaml, down to the last", () => {
    const walk = (path: string, depth: number): number => {
      const { text = "", exitCode } = ask([path, "--json"]);
      expect([path, exitCode]).toEqual([path, 0]);
      const { keys } = JSON.parse(text) as { readonly keys: readonly { readonly key: string }[] };
      return depth === 0 ? keys.length : keys.reduce((sum, { key }) => sum + walk(path === "" ? key : `${path}.${key}`, depth - 1), keys.length);
    };
    expect(walk("", 1)).toBeGreaterThan(70);
    expect(walk("infra.kafka", 2)).toBeGreaterThan(30);
    expect(walk("config.openim-push", 2)).toBeGreaterThan(10);
  });

  const unknown = [
    { given: ["modules.openim-api.replica"], want: ["`replica` is not a key of `modules.openim-api`", "Did you mean `replicas`?"] },
    { given: ["pubilcURL"], want: ["`pubilcURL` is not a key of openim.yaml", "Did you mean `publicURL`?"] },
    { given: ["config.lgo.isJson"], want: ["`lgo` is not a key of `config`", "Did you mean `log`?"] },
    { given: ["profile", "--env", "prd"], want: ["`prd` is not a key of `environments`", "Did you mean `prod`?"] },
    { given: ["environments.prod.release"], want: ["`release` is not a key of `environments.prod`", "Known here: publicURL"] },
  ];
  it.each(unknown)("is 2, and what was meant, to $given", ({ given, want }) => {
    const { exitCode, text, faults } = ask(given);
    for (const part of want) expect(faults.map((d) => `${d.message} ${d.hint}`).join()).toContain(part);
    expect([exitCode, text, faults.map((d) => d.code)]).toEqual([2, undefined, ["unknown-key"]]);
  });

  it.each(["modules.openim-api.replicas", "images.registry", "profile", "modules.openim-api", "infra.redis.mode"])("helps with %s while the file has mistakes, and says so", (path) => {
    const wrong = "profile: smal\nmodules: { openim-api: { replicas: two, affinity: 3 } }\nimages: 5\n";
    expect(ask([path], wrong)).toMatchObject({ exitCode: 0, warning: "openim.yaml has mistakes; ./gen charts shows them." });
  });

  it("is 4 where the file cannot be read at all", () => {
    expect(ask(["profile"], "a: [\n")).toMatchObject({ exitCode: 4, faults: [{ code: "yaml-syntax" }] });
  });
});

describe("gen explain", () => {
  const project = makeProject(settings.replace("extraModules: [site]\n", ""));
  afterAll(() => project.remove());

  it("prints the answer", async () => {
    const text = await project.gen(["explain", "modules.openim-api.replicas", "--env", "prod"]);
    expect([text.exitCode, text.stderr, text.stdout]).toEqual([0, "", expect.stringContaining("environment, openim.yaml:8:40")]);
    const json = await project.gen(["explain", "modules.openim-api.replicas", "--env", "prod", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ path: "modules.openim-api.replicas", environment: "prod", value: 4, origin: { layer: "environment", file: "openim.yaml", line: 8 }, type: "a whole number, 0 or more" });
  });

  it("prints what is unknown to standard error, and exits 2", async () => {
    const { exitCode, stdout, stderr } = await project.gen(["explain", "modules.openim-api.replica"]);
    expect([exitCode, stdout, stderr]).toEqual([2, "", expect.stringContaining("Did you mean `replicas`?")]);
  });

  it("shows an example in its help", async () => {
    expect(await project.gen(["explain", "--help"])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Example:\n  $ ./gen explain ") as string });
  });
});
