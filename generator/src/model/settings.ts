import type { Profile } from "./catalog.ts";
import { asText, at, merge, type Json, type JsonObject } from "./json.ts";

/** Settings before anything is said: the weakest layer. */
export function catalogueSettings(release: string): JsonObject {
  return {
    release,
    profile: "small",
    charts: { version: "0.1.0" },
    publish: [{ type: "directory", path: "dist/repo" }],
  };
}

/** The same with what the size says that `settings` ask for; an unknown size says nothing. */
export function sizedSettings(release: string, profiles: Readonly<Record<string, Profile>>, settings: JsonObject): JsonObject {
  const size = profileOf(profiles, settings);
  return merge(catalogueSettings(release), profileSettings(size));
}

/** What a size says as openim.yaml would say it. */
export function profileSettings(size: Profile | undefined): JsonObject {
  return size === undefined ? {} : { ...size.settings, nodes: size.nodes as unknown as Json };
}

/** The size that settings ask for; undefined when there is none of that name. */
export function profileOf(profiles: Readonly<Record<string, Profile>>, settings: JsonObject): Profile | undefined {
  const name = asText(at(settings, ["profile"]) ?? "");
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}
