import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { isObject } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import { closest } from "./closest.ts";

/** The release that openim.yaml asks for, or why there is none. The only one that the catalogue has is the default. */
export function checkRelease(source: Source, releases: readonly string[]): { readonly release?: string; readonly diagnostics: readonly Diagnostic[] } {
  const wanted = isObject(source.value) ? source.value["release"] : undefined;
  const newest = releases.at(-1);
  if (wanted === undefined && newest !== undefined) return { release: newest, diagnostics: [] };
  if (typeof wanted === "string" && releases.includes(wanted)) return { release: wanted, diagnostics: [] };
  const name = String(wanted);
  return { diagnostics: [diagnose("unknown-release", { release: name, near: closest(name, releases), known: releases.join(", ") }, source.position(["release"]))] };
}
