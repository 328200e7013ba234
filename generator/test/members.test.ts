import { describe, expect, it } from "vitest";
import { at } from "../src/model/json.ts";
import { realResult } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

/** Charts whose pods keep data of their own each, in the scenario that has several. */
const helm = await toolPath("helm");
const several = (realResult().plan?.charts ?? []).flatMap((chart) =>
  Object.entries(chart.ci)
    .filter(([, values]) => Number(at(values, ["replicaCount"])) > 1 && at(chart.values, ["persistence"]) !== undefined)
    .map(([scenario, values]) => ({ chart: chart.name, scenario, members: Number(at(values, ["replicaCount"])) })),
);

describe.skipIf(helm === undefined)("several members", () => {
  it("are tried of every store and tool that can have them", () => {
    expect(several.map((s) => s.chart).sort()).toEqual(["alertmanager", "etcd", "kafka", "mongodb", "mysql", "redis", "zookeeper"]);
  });

  it.each(several)("of $chart refuse one volume for all, and say what to do", async ({ chart, scenario, members }) => {
    const render = (...set: readonly string[]) => renderChart({ helm: helm ?? "", chart, files: [`charts/${chart}/ci/${scenario}-values.yaml`], set: ["global.openim.instance=im", ...set] });
    const claim = "persistence.existingClaim=site";
    await expect(render(claim, "persistence.enabled=true")).rejects.toThrow(`each of the ${members} members needs its own.\nLeave it empty: every pod then gets a claim. For data that are there, make a claim data-im-${chart}-0`);
    // Without a volume there is none to share.
    expect((await render(claim, "persistence.enabled=false")).some((o) => o.kind === "StatefulSet")).toBe(true);
  });
});
