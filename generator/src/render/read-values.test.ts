import { expect, it } from "vitest";
import { readValues } from "./read-values.ts";

const leaf = (d: string) => ({ type: "string", default: d });
const schema = {
  type: "object",
  properties: {
    global: {
      type: "object",
      properties: {
        registry: leaf("r"),
        openim: { type: "object", additionalProperties: false, properties: { url: leaf("u"), store: { type: "object", properties: { addresses: leaf("a"), secret: leaf("s") } }, config: { type: "object", properties: { log: leaf("l") } } } },
      },
    },
    replicas: leaf("1"),
  },
};

it("keeps what templates read, by path", () => {
  const cut = readValues(schema, ["{{ .Values.global.openim.store.secret }}"]);
  expect(cut).toMatchObject({ properties: { global: { properties: { registry: {}, openim: { properties: { url: {}, store: { properties: { addresses: {}, secret: leaf("s") } }, config: {} } } } }, replicas: leaf("1") } });
  expect(JSON.stringify(cut)).not.toContain('"default":"a"');
});

it("keeps all of a block that is read as a whole", () => {
  expect(JSON.stringify(readValues(schema, ['{{ get .Values.global.openim.config "log" }}']))).toContain('"default":"l"');
});

it("leaves global open where nothing of it is read", () => {
  expect(readValues(schema, ["{{ .Values.replicas }}"])).toMatchObject({ properties: { global: { type: "object" } } });
});
