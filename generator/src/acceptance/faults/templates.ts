import { at, isObject, objectsIn, type Json, type JsonObject } from "../../model/json.ts";

const volume = "fault-full";

/** A pod's template with another text in a variable of its main container; undefined when there is no such variable. */
export function withVariable(template: JsonObject, name: string, value: string): JsonObject | undefined {
  return withMain(template, (main) => {
    const env = objectsIn(main["env"]);
    return env.some((e) => e["name"] === name) ? { ...main, env: env.map((e) => (e["name"] === name ? { name, value } : e)) } : undefined;
  });
}

/** With a tag that nobody has. */
export function withAbsentImage(template: JsonObject, tag: string): JsonObject | undefined {
  return withMain(template, (main) => {
    const name = String(main["image"]).replace(/@.*$/, "").replace(/:[^/:]*$/, "");
    return { ...main, image: `${name}:${tag}` };
  });
}

/** With a volume in memory, of this small size, where all its containers have that of a claim. The claim's own is not touched. */
export function withFullDisk(template: JsonObject, claim: string, sizeLimit: string): JsonObject {
  const spec = (at(template, ["spec"]) ?? {}) as JsonObject;
  const moved = (containers: Json | undefined): readonly JsonObject[] =>
    objectsIn(containers).map((container) => (container["volumeMounts"] === undefined ? container : { ...container, volumeMounts: objectsIn(container["volumeMounts"]).map((mount) => (mount["name"] === claim ? { ...mount, name: volume } : mount)) }));
  const volumes = [...objectsIn(spec["volumes"]), { name: volume, emptyDir: { medium: "Memory", sizeLimit } }];
  const initContainers = spec["initContainers"] === undefined ? {} : { initContainers: moved(spec["initContainers"]) };
  return { ...template, spec: { ...spec, ...initContainers, containers: moved(spec["containers"]), volumes } };
}

/** What the pods' own startup probe runs, if it runs something. */
export function startupCommand(template: JsonObject): readonly string[] | undefined {
  const command = at(objectsIn(at(template, ["spec", "containers"]))[0], ["startupProbe", "exec", "command"]);
  return Array.isArray(command) ? command.map(String) : undefined;
}

/** The ConfigMaps that its volumes name. */
export function configMaps(template: JsonObject): readonly string[] {
  return objectsIn(at(template, ["spec", "volumes"])).flatMap((v) => {
    const name = at(v, ["configMap", "name"]);
    return typeof name === "string" ? [name] : [];
  });
}

function withMain(template: JsonObject, change: (main: JsonObject) => JsonObject | undefined): JsonObject | undefined {
  const spec = at(template, ["spec"]);
  const [main, ...others] = objectsIn(at(spec, ["containers"]));
  const changed = main === undefined ? undefined : change(main);
  return changed === undefined || !isObject(spec) ? undefined : { ...template, spec: { ...spec, containers: [changed, ...others] } };
}
