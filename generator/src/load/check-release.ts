import { diagnose } from "../model/codes.ts";
import type { Diagnostic, Position } from "../model/diagnostic.ts";
import type { Json } from "../model/json.ts";
import { closest } from "./closest.ts";
import { inReleaseOrder } from "./release-order.ts";

/**
 * The release that is asked for; the newest that the catalogue has when none is. An unknown one is reported, and the newest
 * stands in for it, so that whatever else is wrong can be found in the same run. Undefined when the catalogue has none.
 */
export function checkRelease(wanted: Json | undefined, releases: readonly string[], position: Position | undefined): { readonly release?: string; readonly diagnostics: readonly Diagnostic[] } {
  if (typeof wanted === "string" && releases.includes(wanted)) return { release: wanted, diagnostics: [] };
  const newest = inReleaseOrder(releases).at(-1);
  const found = newest === undefined ? {} : { release: newest };
  if (wanted === undefined && newest !== undefined) return { ...found, diagnostics: [] };
  const release = typeof wanted === "object" ? JSON.stringify(wanted) : String(wanted);
  return { ...found, diagnostics: [diagnose("unknown-release", { release, near: closest(release, releases), known: releases.join(", "), instead: newest ?? "none" }, position)] };
}
