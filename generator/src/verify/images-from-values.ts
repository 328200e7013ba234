import { diagnose } from "../model/codes.ts";
import type { Position } from "../model/diagnostic.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { FileTree } from "../model/tree.ts";
import { placeAt } from "./place-at.ts";
import { alongKeys } from "./place-of.ts";
import type { VerifyRule } from "./verify.ts";
import { withoutComments } from "./without-comments.ts";

/** What follows `image:` in a template: the helper, with the values that decide. */
const helper = /^\{\{-?\s*include\s+"[^"]+\.image"\s+\(list\s+[.$]\s+[.$]*\.?Values\.([A-Za-z0-9_.]+)\)\s*-?\}\}$/;

/**
 * Every image in a template comes from a block of the chart's values, and every such block is used. So what is known of values
 * is known of every render.
 */
export const imagesFromValues: VerifyRule = (tree, plan) => {
  const templates = templatesOf(tree);
  return plan.charts.flatMap(({ name, values }) => {
    const used = new Set<string>();
    const hard = (templates.get(name) ?? []).flatMap(([file, text]) => {
      const template = withoutComments(text);
      return [...template.matchAll(/^(\s*(?:- )?image: +)(\S.*?)\s*$/gm)].flatMap((line) => {
        const value = line[2] ?? "";
        const path = helper.exec(value)?.[1];
        if (path !== undefined && isBlock(at(values, path.split(".")))) {
          used.add(path);
          return [];
        }
        return [diagnose("image-outside-values", { image: value }, { file, ...placeAt(template, line.index + (line[1] ?? "").length) })];
      });
    });
    const idle = blocks(values).filter((path) => !used.has(path));
    return [...hard, ...idle.map((path) => diagnose("image-unused", { chart: name, path }, inValues(tree, name, path)))];
  });
};

/** Path and text of every template, by chart. */
function templatesOf(tree: FileTree): ReadonlyMap<string, readonly (readonly [path: string, text: string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  for (const [path, text] of tree) {
    const chart = /^charts\/([^/]+)\/templates\//.exec(path)?.[1];
    if (chart === undefined) continue;
    const list = found.get(chart) ?? [];
    list.push([path, text]);
    found.set(chart, list);
  }
  return found;
}

function inValues(tree: FileTree, chart: string, path: string): Position {
  const file = `charts/${chart}/values.yaml`;
  return { file, ...alongKeys(tree.get(file) ?? "", path.split(".")) };
}

function isBlock(value: Json | undefined): value is JsonObject {
  return isObject(value) && typeof value["repository"] === "string" && typeof value["tag"] === "string";
}

/** Paths of the image blocks of a chart's own values. */
function blocks(values: JsonObject, path: readonly string[] = []): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (isBlock(value)) return [[...path, key].join(".")];
    return isObject(value) ? blocks(value, [...path, key]) : [];
  });
}
