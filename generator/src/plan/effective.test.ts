import { describe, expect, it } from "vitest";
import { realCatalog, realInputs } from "../../test/helpers/real.ts";
import { prepare } from "../cli/prepare.ts";
import { catalogueValue } from "./effective.ts";

const release = `generator/catalog/openim/${realCatalog().release.name}`;
const text = "publicURL: https://im.acme.io\nprofile: small\nenvironments:\n  big: { profile: medium }\n";

function value(path: string, environment?: string) {
  const { prepared } = prepare(realInputs(text));
  const stack = environment === undefined ? prepared?.base : prepared?.environments.find((e) => e.environment === environment);
  return prepared === undefined || stack === undefined ? undefined : catalogueValue(prepared.catalog, prepared.templates, stack, path.split("."));
}

describe("catalogueValue", () => {
  const rows = [
    { path: "modules.openim-api.replicas", want: { value: 1, file: "generator/templates/module/values.schema.yaml", path: ["properties", "replicaCount"] } },
    { path: "modules.openim-api.replicas", in: "big", want: { value: 2, file: "generator/catalog/profiles.yaml", path: ["medium", "components", "openim-api", "replicas"], note: "Of the profile medium." } },
    { path: "modules.openim-api.resources.limits.memory", want: { file: `${release}/modules/openim-api.yaml`, path: ["resources", "limits", "memory"] } },
    { path: "modules.openim-api.networkPolicy.enabled", want: { value: true, file: "generator/templates/shared/values.schema.yaml", path: ["networkPolicy", "properties", "enabled"] } },
    { path: "modules.openim-api.podSecurityContext.runAsNonRoot", want: { value: true } },
    { path: "modules.openim-api.enabled", want: { value: true } },
    { path: "infra.mongodb.resources.requests.memory", in: "big", want: { file: "generator/catalog/profiles.yaml", path: ["medium", "components", "mongodb", "resources", "requests", "memory"] } },
    { path: "infra.mongodb.mode", want: { value: "builtin", file: "generator/catalog/infra/mongodb.yaml" } },
    { path: "infra.kafka.addresses", want: { value: [] } },
    { path: "infra.kafka.tls.enabled", want: { value: false, file: "generator/catalog/infra/kafka.yaml", path: ["settings", "tls", "properties", "enabled"] } },
    { path: "config.log.rotationTime", want: { file: `${release}/config/server/log.yml` } },
    { path: "config.log.isStdout", want: { value: true, note: "Fixed by the charts; cannot be set." } },
    { path: "config.share.secret", want: { note: "From the key `secret` of the Secret for `im`; set by the charts." } },
    { path: "config.mongodb.address", want: { note: "Computed from `mongodb.addresses`; set by the charts." } },
    { path: "config.openim-rpc-user.rpc.registerIP", want: { note: "The pod's own address; set by the charts." } },
    { path: "exposure.type", want: { value: "none", file: "generator/templates/edge/values.schema.yaml" } },
    { path: "exposure.intranet", want: { value: false } },
    { path: "images.overrides.openim-server.repository", want: { value: "openim/openim-server", file: `${release}/release.yaml`, path: ["images", "openim-server", "repository"] } },
    { path: "images.overrides.kafka.repository", want: { value: "apache/kafka", file: "generator/catalog/infra/kafka.yaml", path: ["images", "main", "repository"] } },
    { path: "images.pullPolicy", want: { value: "IfNotPresent" } },
    { path: "credentials.mode", want: { value: "generated" } },
    { path: "storageClass", want: { value: "" } },
    { path: "publicURL", want: undefined },
    { path: "modules.mongodb.enabled", want: undefined },
    { path: "modules.nothing.enabled", want: undefined },
  ];
  it.each(rows)("$path in $in", ({ path, in: environment, want }) => {
    const found = value(path, environment);
    if (want === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(want);
  });

  it("has no value for what is only known in the cluster", () => {
    expect(value("config.share.secret")).not.toHaveProperty("value");
  });
});
