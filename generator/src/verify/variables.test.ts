import { describe, expect, it } from "vitest";
import { readObjects } from "./objects.ts";
import { variables } from "./variables.ts";

const render = (env: string): string => `
kind: Deployment
metadata: { name: a }
spec:
  template:
    spec:
      volumes: [{ name: config, configMap: { name: a } }, { name: other, emptyDir: {} }]
      containers: [{ name: main, env: [{ name: ${env}, value: x }] }]
---
kind: ConfigMap
metadata: { name: a }
data:
  openim-rpc-user.yml: |
    rpc: { registerIP: "", ports: [1] }
  mongodb.yml: |
    password:
  wait.sh: echo
---
kind: ConfigMap
metadata: { name: unmounted }
data: { redis.yml: "password: x" }
`;

const rows = [
  { given: "IMENV_OPENIM_RPC_USER_RPC_REGISTERIP", want: [] },
  { given: "IMENV_OPENIM_RPC_USER_RPC_PORTS", want: [] },
  { given: "IMENV_MONGODB_PASSWORD", want: [] },
  { given: "CHATENV_MONGODB_PASSWORD", want: [] },
  { given: "PATH", want: [] },
  { given: "IMENVX", want: [] },
  { given: "IMENV_MONGODB_PASSWRD", want: ["dead-variable"] },
  // A section is no key: its variable would empty it.
  { given: "IMENV_OPENIM_RPC_USER_RPC", want: ["dead-variable"] },
  { given: "IMENV_REDIS_PASSWORD", want: ["dead-variable"] },
];

describe("variables", () => {
  it.each(rows)("says $want about $given", ({ given, want }) => {
    const found = variables(readObjects(render(given)), { prefixes: ["IMENV", "CHATENV"] });
    expect(found.map((d) => d.code)).toEqual(want);
    if (want.length > 0) expect(found[0]?.message).toContain(`Deployment a sets ${given}`);
  });
});
