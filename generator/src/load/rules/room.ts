import { diagnose } from "../../model/codes.ts";
import { asText, at } from "../../model/json.ts";
import { showBytes, showCores } from "../../model/quantity.ts";
import { total } from "../../model/sizes.ts";
import type { Rule } from "./rule.ts";

/** The pods find room on the machines, also when one of several is away; with all of them there, also while pods are replaced. */
export const room: Rule = ({ stack, position, sizes }) => {
  const { fit, rollout, nodes, pods } = sizes();
  if (fit === undefined || nodes === undefined) return [];
  const said = stack.origin(["nodes"]).layer !== "catalogue";
  const sort = `${nodes.count} of ${showCores(nodes.cpu)} CPU and ${showBytes(nodes.memory)}`;
  const machines = said ? `your nodes (${sort})` : `the nodes that profile \`${asText(at(stack.settings, ["profile"]) ?? "")}\` is meant for (${sort})`;
  const place = position(said ? ["nodes"] : ["profile"]);
  if (fit.homeless.length === 0) return rollout === undefined || rollout.stuck.length === 0 ? [] : [diagnose("no-room-to-replace", { machines, stuck: short(rollout.stuck) }, place)];
  const { requests } = total(pods);
  const away = nodes.count > 1 ? " when one of them is away" : "";
  return [
    diagnose(
      "no-room",
      {
        requests: `${showCores(requests.cpu)} CPU and ${showBytes(requests.memory)}`,
        room: `${showCores(fit.room.cpu)} CPU and ${showBytes(fit.room.memory)}`,
        machines,
        away,
        homeless: short([...new Set(fit.homeless)]),
      },
      place,
    ),
  ];
};

function short(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} others` : names.join(", ");
}
