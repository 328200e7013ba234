import { diagnose } from "../../model/codes.ts";
import { at } from "../../model/json.ts";
import { showBytes } from "../../model/quantity.ts";
import type { Rule } from "./rule.ts";

/** A heap, a cache and the like leave their container the memory that it needs besides: what does not fit is killed under load. */
export const memoryShare: Rule = ({ catalog, stack, position, sizes }) =>
  sizes().shares.flatMap((share) => {
    if (share.bytes <= share.allowed) return [];
    const block = [catalog.components.get(share.component)?.group ?? "infra", share.component];
    const value = [...block, ...share.value.split(".")];
    const limit = [...block, "resources", "limits", "memory"];
    // To blame is what the site says; of a size that does not fit in itself, the choice of it.
    const count = share.connections === undefined ? undefined : [...block, ...share.connections.value.split(".")];
    const place = [value, limit, ...(count === undefined ? [] : [count])].find((path) => at(stack.settings, path) !== undefined) ?? ["profile"];
    const words = { setting: value.join("."), value: share.text, limit: showBytes(share.limit), path: limit.join("."), allowed: showBytes(share.allowed) };
    const besides = count === undefined ? { besides: "", other: "" } : { besides: `, as do the ${share.connections?.limit} connections of \`${count.join(".")}\``, other: `, or lower \`${count.join(".")}\`` };
    return [diagnose("memory-share", { ...words, ...besides }, position(place))];
  });
