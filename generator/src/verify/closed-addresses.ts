import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { addressesOf, answering } from "./addresses.ts";
import { title, type Rendered } from "./objects.ts";
import { templateOf } from "./place-of.ts";
import { connections } from "./reach.ts";
import { workload } from "./workloads.ts";

/** The network policies of a render let every pod connect to the addresses that it reads in its configuration. */
export function closedAddresses(objects: readonly Rendered[]): readonly Diagnostic[] {
  const answer = answering(objects);
  const allowed = new Set(connections(objects).map((c) => `${title(c.from)} ${title(c.to)} ${c.port}`));
  return objects.flatMap((object) => {
    const pod = workload(object);
    if (pod === undefined) return [];
    const said = new Set<string>();
    return addressesOf(pod, objects).flatMap(({ host, port, where }) => {
      const found = answer(host, port);
      const connection = found === undefined ? "" : `${title(object)} ${title(found.workload)} ${found.port}`;
      // Once, however many files name it.
      if (found === undefined || found.workload === object || allowed.has(connection) || said.has(connection)) return [];
      said.add(connection);
      return [diagnose("closed-address", { object: title(object), to: title(found.workload), port: found.port, where }, { file: templateOf(object), line: 1, column: 1 })];
    });
  });
}
