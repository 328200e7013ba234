import { diagnose } from "../../model/codes.ts";
import { asText, at } from "../../model/json.ts";
import { showBytes, showCores } from "../../model/quantity.ts";
import { total } from "../../model/sizes.ts";
import type { Rule } from "./rule.ts";

/** The pods find room on the machines, also when one of several is away. */
export const room: Rule = ({ stack, position, sizes }) => {
  const { fit, nodes, pods } = sizes();
  if (fit === undefined || nodes === undefined || fit.homeless.length === 0) return [];
  const { requests } = total(pods);
  const names = [...new Set(fit.homeless)];
  const said = stack.origin(["nodes"]).layer !== "catalogue";
  const machines = `${nodes.count} of ${showCores(nodes.cpu)} CPU and ${showBytes(nodes.memory)}`;
  const away = nodes.count > 1 ? " when one of them is away" : "";
  return [
    diagnose(
      "no-room",
      {
        requests: `${showCores(requests.cpu)} CPU and ${showBytes(requests.memory)}`,
        room: `${showCores(fit.room.cpu)} CPU and ${showBytes(fit.room.memory)}`,
        machines: said ? `your nodes (${machines})` : `the nodes that profile \`${asText(at(stack.settings, ["profile"]) ?? "")}\` is meant for (${machines})`,
        away,
        homeless: names.length > 6 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} others` : names.join(", "),
      },
      position(said ? ["nodes"] : ["profile"]),
    ),
  ];
};
