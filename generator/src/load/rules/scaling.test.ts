import { describe, expect, it } from "vitest";
import { miniCatalog, ruleContext, said } from "../../../test/helpers/mini.ts";
import { scaling } from "./scaling.ts";

// Four partitions by default; the profile large gives the worker four pods.
const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[] }[] = [
  { name: "nothing said", given: "{}\n", want: [] },
  { name: "as many as partitions", given: "modules: { worker: { replicas: 4 } }\n", want: [] },
  { name: "one more than partitions", given: "modules: { worker: { replicas: 5 } }\n", want: ["replicas-above-partitions 1:32"] },
  { name: "as many as partitions, which were raised", given: "infra: { kafka: { partitions: 6 } }\nmodules: { worker: { replicas: 6 } }\n", want: [] },
  { name: "more than partitions, which were lowered", given: "infra: { kafka: { partitions: 2 } }\nmodules: { worker: { replicas: 3 } }\n", want: ["replicas-above-partitions 2:32"] },
  { name: "autoscaling within partitions", given: "modules: { worker: { autoscaling: { maxReplicas: 4 } } }\n", want: [] },
  { name: "autoscaling above partitions", given: "modules: { worker: { autoscaling: { maxReplicas: 9 } } }\n", want: ["replicas-above-partitions 1:50"] },
  { name: "a profile that fits", given: "profile: large\n", want: [] },
  { name: "a profile above partitions, which were lowered", given: "profile: large\ninfra: { kafka: { partitions: 2 } }\n", want: ["replicas-above-partitions 2:31"] },
  { name: "that profile, with fewer pods said", given: "profile: large\ninfra: { kafka: { partitions: 2 } }\nmodules: { worker: { replicas: 2 } }\n", want: [] },
  { name: "a module that reads no partitions", given: "modules: { api: { replicas: 50 } }\n", want: [] },
  { name: "the only one", given: "modules: { cron: { replicas: 1 } }\n", want: [] },
  { name: "none", given: "modules: { cron: { replicas: 0 } }\n", want: [] },
  { name: "two of the only one", given: "modules: { cron: { replicas: 2 } }\n", want: ["too-many-replicas 1:30"] },
  { name: "an unknown profile, which others report", given: "profile: constructor\n", want: [] },
];

describe("scaling", () => {
  it.each(rows)("$name: $want", ({ given, want }) => {
    expect(said(scaling, given)).toEqual(want);
  });

  it("names the store whose topics they are", () => {
    expect(scaling(ruleContext("modules: { worker: { replicas: 5 } }\n"))[0]?.hint).toBe("Use at most 4 replicas, or raise `infra.kafka.partitions`.");
  });

  it("knows no bound where no store that is needed has partitions", () => {
    const { catalog } = miniCatalog({ "infra/kafka.yaml": "name: kafka\nkind: store\nkey: kafka\ndescription: A log.\nports: [{ name: kafka, number: 9092, protocol: tcp, service: true }]\n" });
    expect(scaling({ ...ruleContext("modules: { worker: { replicas: 50 } }\n"), catalog })).toEqual([]);
  });

  it("says the reason of the catalogue", () => {
    expect(scaling(ruleContext("modules: { cron: { replicas: 2 } }\n"))[0]?.message).toContain("Two would do it twice.");
  });
});
