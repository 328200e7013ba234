import { diagnose, type Code } from "../../model/codes.ts";
import type { policyCodes } from "../../model/codes/policies.ts";
import type { Diagnostic, Position } from "../../model/diagnostic.ts";
import { title, type Rendered } from "../objects.ts";
import type { Path } from "../../model/source.ts";
import { pathText, workload, type Container, type Workload } from "../workloads.ts";

export type PolicyCode = keyof typeof policyCodes;

/** One place that breaks a policy. */
export interface Breach {
  readonly path: Path;
  readonly found: string;
}

/** A policy as data: which it is, and what in one object breaks it, seen among all objects of the render. */
export interface Policy {
  readonly code: PolicyCode & Code;
  readonly check: (object: Rendered, objects: readonly Rendered[]) => readonly Breach[];
  /** True when other objects of the render matter; a policy of one object need not look at the same object twice. */
  readonly together?: boolean;
}

/** A policy of every pod. */
export function ofPods(code: PolicyCode, check: (pod: Workload, objects: readonly Rendered[]) => readonly Breach[], together = false): Policy {
  return {
    code,
    together,
    check: (object, objects) => {
      const pod = workload(object);
      return pod === undefined ? [] : check(pod, objects);
    },
  };
}

/** A policy of every container, init containers included. */
export function ofContainers(code: PolicyCode, check: (container: Container, pod: Workload) => readonly Breach[]): Policy {
  return ofPods(code, (pod) => pod.containers.flatMap((c) => check(c, pod)));
}

/** A policy of the objects of some kinds. */
export function ofKinds(code: PolicyCode, kinds: readonly string[], check: (object: Rendered, objects: readonly Rendered[]) => readonly Breach[], together = false): Policy {
  return { code, together, check: (object, objects) => (kinds.includes(object.kind) ? check(object, objects) : []) };
}

/** A breach if something is so. */
export function when(broken: boolean, path: Path, found: string): readonly Breach[] {
  return broken ? [{ path, found }] : [];
}

/** A breach as a diagnostic. */
export function breachFound(code: PolicyCode & Code, object: Rendered, breach: Breach, position?: Position): Diagnostic {
  return diagnose(code, { object: title(object), path: pathText(breach.path), found: breach.found }, position);
}
