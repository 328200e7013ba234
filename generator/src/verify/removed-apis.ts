import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { title, type Rendered } from "./objects.ts";

/** An API that Kubernetes no longer serves. */
export interface RemovedApi {
  readonly apiVersion: string;
  readonly kind: string;
  readonly removedIn: string;
  readonly replacement?: string;
}

/** No object is of an API that some supported Kubernetes has dropped; Helm only warns of these. */
export function removedApis(objects: readonly Rendered[], removed: readonly RemovedApi[]): readonly Diagnostic[] {
  return objects.flatMap((object) => {
    const found = removed.find((r) => r.apiVersion === object.value["apiVersion"] && r.kind === object.kind);
    if (found === undefined) return [];
    return [diagnose("removed-api", { object: title(object), api: found.apiVersion, minor: found.removedIn, replacement: found.replacement ?? "" })];
  });
}
