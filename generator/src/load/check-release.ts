import { diagnose } from "../model/codes.ts";
import type { Diagnostic, Position } from "../model/diagnostic.ts";
import type { Json } from "../model/json.ts";
import { closest } from "./closest.ts";

/** The release that is asked for, or why there is none. The newest that the catalogue has is the default. */
export function checkRelease(wanted: Json | undefined, releases: readonly string[], position: Position | undefined): { readonly release?: string; readonly diagnostics: readonly Diagnostic[] } {
  const newest = releases.at(-1);
  if (wanted === undefined && newest !== undefined) return { release: newest, diagnostics: [] };
  if (typeof wanted === "string" && releases.includes(wanted)) return { release: wanted, diagnostics: [] };
  const release = typeof wanted === "object" ? JSON.stringify(wanted) : String(wanted);
  return { diagnostics: [diagnose("unknown-release", { release, near: closest(release, releases), known: releases.join(", ") }, position)] };
}
