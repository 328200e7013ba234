import type { Catalog, Component } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Templates } from "../model/kind.ts";
import type { Source } from "../model/source.ts";
import { kindTexts } from "./kind-text.ts";
import { ownFirst } from "./own-first.ts";

/** Names of installations are cut to this length (shared/helpers.tpl). */
const longestInstance = 36;
/** Names of Services and Jobs become labels; to those of a StatefulSet and a CronJob, Kubernetes adds eleven characters before. */
const limits: Readonly<Record<string, number>> = { StatefulSet: 52, CronJob: 52 };
const limit = 63;

/** An object of a component: its kind, and what follows `<instance>-` in its name. */
interface Named {
  readonly kind: string;
  readonly name: string;
}

/**
 * Objects are called after the component behind the name of the installation. No two components may meet there, and the
 * longest name must fit. `shortName` is what a component's objects are called.
 */
export function checkNames(catalog: Catalog, templates: Templates, shortName: (component: string) => string, sourceOf: (file: string) => Source): readonly Diagnostic[] {
  const owners = new Map(Object.keys(catalog.release.secrets).map((name) => [`Secret ${name}`, "the Secrets of OpenIM"]));
  return ownFirst(catalog).flatMap((component) => {
    const position = () => sourceOf(component.file).position(["name"]);
    const objects = objectsOf(component, templates, shortName);
    const clash = objects.find(({ kind, name }) => owners.has(owned(kind, name)));
    if (clash !== undefined) return [diagnose("same-objects", { name: component.name, object: clash.name, other: owners.get(owned(clash.kind, clash.name)) ?? "" }, position())];
    for (const { kind, name } of objects) owners.set(owned(kind, name), `\`${component.name}\``);
    const long = objects.find(({ kind, name }) => lengthOf(name) > (limits[kind] ?? limit));
    if (long === undefined) return [];
    return [diagnose("long-name", { name: component.name, object: long.kind, length: lengthOf(long.name), limit: limits[long.kind] ?? limit }, position())];
  });
}

function objectsOf(component: Component, templates: Templates, shortName: (component: string) => string): readonly Named[] {
  const short = shortName(component.name);
  const texts = kindTexts(templates, component.kind).flatMap((text) => text.split(/^---$/m));
  const objects = texts.flatMap((text): Named[] => {
    const kind = /^kind: (\w+)$/m.exec(text)?.[1];
    // What a template computes behind the name is a digest of eight characters.
    const [, base, suffix = ""] = /^ {2}name: \{\{ include "<% name %>\.(fullname|instance|serviceAccountName)" \. \}\}(?:-(\S.*))?$/m.exec(text) ?? [];
    const tail = suffix.replaceAll(/\{\{.*?\}\}/g, "########");
    if (kind === undefined || base === undefined) return [];
    return [{ kind, name: [...(base === "instance" ? [] : [short]), ...(tail === "" ? [] : [tail])].join("-") }];
  });
  return component.secret === undefined ? objects : [...objects, { kind: "Secret", name: component.name }];
}

/** Secrets are made apart from charts; of all other objects, two with one name would confuse people, if not Kubernetes. */
function owned(kind: string, name: string): string {
  return kind === "Secret" ? `Secret ${name}` : name;
}

function lengthOf(name: string): number {
  return longestInstance + 1 + name.length;
}
