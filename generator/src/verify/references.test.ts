import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { readObjects } from "./objects.ts";
import { references, type KnownSecrets } from "./references.ts";

const labels = { app: "a" };
const sound = `
kind: Deployment
metadata: { name: a }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a, tier: x } }
    spec:
      serviceAccountName: a
      volumes:
        - { name: config, configMap: { name: a } }
        - { name: tls, secret: { secretName: site-tls } }
        - { name: old, persistentVolumeClaim: { claimName: site-data } }
        - { name: login, secret: { secretName: made, items: [{ key: password, path: p }] } }
      initContainers:
        - { name: wait, volumeMounts: [{ name: config }] }
      containers:
        - name: main
          ports: [{ name: http, containerPort: 8080 }]
          volumeMounts: [{ name: config }, { name: tls }]
          env:
            - { name: A, value: x }
            - { name: B, valueFrom: { secretKeyRef: { name: made, key: password } } }
            - { name: C, valueFrom: { configMapKeyRef: { name: a, key: a.yml } } }
            - { name: D, valueFrom: { secretKeyRef: { name: nowhere, key: x, optional: true } } }
          readinessProbe: { tcpSocket: { port: http } }
          livenessProbe: { httpGet: { port: 8080 } }
---
kind: Service
metadata: { name: a }
spec: { selector: { app: a }, ports: [{ port: 80, targetPort: http }, { port: 8080 }] }
---
kind: ConfigMap
metadata: { name: a }
data: { a.yml: "x: 1" }
---
kind: Secret
metadata: { name: rendered }
stringData: { token: x }
---
kind: ServiceAccount
metadata: { name: a }
---
kind: Role
metadata: { name: a }
---
kind: RoleBinding
metadata: { name: a }
roleRef: { kind: Role, name: a }
subjects: [{ kind: ServiceAccount, name: a }]
---
kind: Ingress
metadata: { name: a }
spec: { rules: [{ http: { paths: [{ backend: { service: { name: a, port: { number: 80 } } } }] } }] }
---
kind: HTTPRoute
metadata: { name: a }
spec: { rules: [{ backendRefs: [{ name: a, port: 80 }] }] }
---
kind: PodDisruptionBudget
metadata: { name: a }
spec: { selector: { matchLabels: { app: a } } }
---
kind: NetworkPolicy
metadata: { name: a }
spec: { podSelector: { matchLabels: { app: a } } }
---
kind: HorizontalPodAutoscaler
metadata: { name: a }
spec: { scaleTargetRef: { kind: Deployment, name: a } }
---
kind: StatefulSet
metadata: { name: s }
spec:
  serviceName: a
  selector: { matchLabels: { app: s } }
  template:
    metadata: { labels: { app: s } }
    spec: { containers: [{ name: main, volumeMounts: [{ name: data }] }] }
  volumeClaimTemplates: [{ metadata: { name: data } }]
`;
const secrets: KnownSecrets = new Map([["made", ["username", "password"]], ["site-tls", undefined]]);
const claims = new Set(["site-data"]);

/** What is said when one word of the sound render is another. */
const rows: readonly { readonly name: string; readonly from: string; readonly to: string; readonly want: string }[] = [
  { name: "a ConfigMap in a volume", from: "configMap: { name: a } }", to: "configMap: { name: b } }", want: "Deployment a refers to the ConfigMap b," },
  { name: "a Secret in a volume", from: "secretName: site-tls", to: "secretName: other", want: "the Secret other," },
  { name: "a claim of a volume", from: "claimName: site-data", to: "claimName: other", want: "Deployment a refers to the PersistentVolumeClaim other," },
  { name: "a volume", from: "volumeMounts: [{ name: config }, { name: tls }]", to: "volumeMounts: [{ name: data }]", want: "the volume data," },
  { name: "a volume of an init container", from: "{ name: wait, volumeMounts: [{ name: config }] }", to: "{ name: wait, volumeMounts: [{ name: data }] }", want: "the volume data," },
  { name: "a key of a Secret in a volume", from: "items: [{ key: password, path: p }]", to: "items: [{ key: other, path: p }]", want: "Deployment a refers to the key other of the Secret made," },
  { name: "a role", from: "roleRef: { kind: Role, name: a }", to: "roleRef: { kind: Role, name: b }", want: "RoleBinding a refers to the role b," },
  { name: "an account of a binding", from: "subjects: [{ kind: ServiceAccount, name: a }]", to: "subjects: [{ kind: ServiceAccount, name: b }]", want: "RoleBinding a refers to the ServiceAccount b," },
  { name: "the port behind an Ingress", from: "port: { number: 80 }", to: "port: { number: 81 }", want: "Ingress a refers to the port 81 of the Service a," },
  { name: "the Service behind a route", from: "backendRefs: [{ name: a, port: 80 }]", to: "backendRefs: [{ name: b, port: 80 }]", want: "HTTPRoute a refers to the port 80 of the Service b," },
  { name: "the Service of a StatefulSet", from: "serviceName: a", to: "serviceName: b", want: "StatefulSet s refers to the Service b," },
  { name: "a claim", from: "[{ metadata: { name: data } }]", to: "[{ metadata: { name: other } }]", want: "StatefulSet s refers to the volume data," },
  { name: "a Secret in a variable", from: "{ name: made, key: password }", to: "{ name: none, key: password }", want: "the Secret none," },
  { name: "a key of a Secret that is made", from: "{ name: made, key: password }", to: "{ name: made, key: pasword }", want: "the key pasword of the Secret made," },
  { name: "a key of a Secret that is rendered", from: "{ name: made, key: password }", to: "{ name: rendered, key: password }", want: "the key password of the Secret rendered," },
  { name: "a ConfigMap in a variable", from: "{ name: a, key: a.yml }", to: "{ name: b, key: a.yml }", want: "the ConfigMap b," },
  { name: "a key of a ConfigMap", from: "{ name: a, key: a.yml }", to: "{ name: a, key: b.yml }", want: "the key b.yml of the ConfigMap a," },
  { name: "a service account", from: "serviceAccountName: a", to: "serviceAccountName: b", want: "the ServiceAccount b," },
  { name: "the port of a probe", from: "tcpSocket: { port: http }", to: "tcpSocket: { port: https }", want: "the port https of the container main," },
  { name: "the port of a Service, by name", from: "targetPort: http", to: "targetPort: https", want: "Service a refers to the port https of its pods," },
  { name: "the port of a Service, by number", from: "{ port: 8080 }]", to: "{ port: 8081 }]", want: "the port 8081 of its pods," },
  { name: "the target of an autoscaler", from: "kind: Deployment, name: a }", to: "kind: Deployment, name: b }", want: "the workload b," },
  { name: "the selector of a budget", from: "name: a }\nspec: { selector: { matchLabels: { app: a } } }", to: "name: a }\nspec: { selector: { matchLabels: { app: x } } }", want: "The selector of PodDisruptionBudget a matches no workload." },
  { name: "the selector of a policy", from: "podSelector: { matchLabels: { app: a } }", to: "podSelector: { matchLabels: {} }", want: "matches Deployment a and StatefulSet s." },
  { name: "the selector of a Service", from: "selector: { app: a }, ports", to: "selector: { app: x }, ports", want: "The selector of Service a matches no workload." },
];

describe("references", () => {
  it("finds nothing in a sound render", () => {
    expect(references(readObjects(sound), secrets, claims)).toEqual([]);
  });

  it.each(rows)("finds $name that is not there", ({ from, to, want }) => {
    expect(sound.split(from)).toHaveLength(2);
    const found = references(readObjects(sound.replace(from, to)), secrets, claims);
    expect(found.map((d) => d.message).join("\n")).toContain(want);
    expect(found.map((d) => d.code)).toEqual([want.includes("The selector") || want.includes("matches") ? "selector-clash" : "dangling-reference"]);
  });

  it("takes ConfigMaps and accounts from the site where values name them", () => {
    const render = readObjects(sound.replace("serviceAccountName: a", "serviceAccountName: site").replace("configMap: { name: a } }", "configMap: { name: site } }"));
    expect(references(render, secrets, claims)).toHaveLength(2);
    expect(references(render, secrets, new Set([...claims, "site"]))).toEqual([]);
  });

  it("knows the label that names each pod of a StatefulSet", () => {
    const render = (pod: string) => readObjects(sound.replace("selector: { app: a }, ports: [{ port: 80, targetPort: http }, { port: 8080 }]", `selector: { app: s, statefulset.kubernetes.io/pod-name: ${pod} }, ports: []`));
    expect(references(render("s-0"), secrets, claims).map((d) => d.code).filter((code) => code === "selector-clash")).toEqual([]);
    expect(references(render("t-0"), secrets, claims).map((d) => d.code)).toContain("selector-clash");
  });

  it("places each in the chart that rendered it", () => {
    const service = (source: string) => `---\n# Source: ${source}\n${stringify({ kind: "Service", metadata: { name: "x" }, spec: { selector: labels } } satisfies JsonObject)}`;
    const found = references(readObjects(service("openim/charts/a/templates/service.yaml") + service("openim/templates/tests/service.yaml")), secrets);
    expect(found.map((d) => d.position?.file)).toEqual(["charts/a/templates/service.yaml", "charts/openim/templates/tests/service.yaml"]);
    expect(parse(service("x"))).toMatchObject({ kind: "Service" });
  });
});
