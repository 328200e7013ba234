import { expect, it } from "vitest";
import { brief, miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { architectures } from "./architectures.ts";

const { catalog } = miniCatalog();
const said = (arch: string, known: readonly string[]): readonly string[] =>
  architectures({ ...ruleContext(`infra: { kafka: { nodeSelector: { kubernetes.io/arch: ${arch} } } }\n`), catalog: { ...catalog, kubernetes: { ...catalog.kubernetes, architectures: known } } }).map(brief);

it.each([
  { arch: "riscv64", known: ["amd64"], want: ["no-image-for-node 1:55"] },
  { arch: "amd64", known: ["amd64"], want: [] },
])("$arch where images are made for $known", ({ arch, known, want }) => expect(said(arch, known)).toEqual(want));
