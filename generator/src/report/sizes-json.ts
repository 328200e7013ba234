import { total } from "../model/sizes.ts";
import type { NamedSizes } from "./sizes-text.ts";

/** The same for programs: CPU in thousandths of a core, everything else in bytes or pieces. */
export function sizesJson(rows: readonly NamedSizes[]): string {
  return JSON.stringify(rows.map(({ name, observability, sizes }) => ({ name, observability, total: total(sizes.pods), ...sizes })), null, 2);
}
