import type { Diagnostic } from "../../model/diagnostic.ts";
import { diagnose } from "../../model/codes.ts";
import { at } from "../../model/json.ts";
import type { Source } from "../../model/source.ts";
import type { Stack } from "../../model/stack.ts";

/** Two environments must not have one address: clients of one would end up in the other. */
export function checkEnvironments(source: Source, environments: readonly Stack[]): readonly Diagnostic[] {
  const seen = new Map<string, Stack>();
  return environments.flatMap((stack) => {
    const url = at(stack.settings, ["publicURL"]);
    if (typeof url !== "string") return [];
    const place = url.toLowerCase().replace(/\/$/, "").replace(/^(https:.*):443$/, "$1");
    const first = seen.get(place);
    seen.set(place, first ?? stack);
    if (first === undefined) return [];
    const name = stack.environment ?? "";
    const other = first.origin(["publicURL"]).position;
    return [
      diagnose("same-environment", { a: first.environment ?? "", b: name, what: "publicURL" }, stack.origin(["publicURL"]).position ?? source.position(["environments", name]), other ? [{ message: "first used here", position: other }] : []),
    ];
  });
}
