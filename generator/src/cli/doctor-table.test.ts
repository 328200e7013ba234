import { expect, test } from "vitest";
import { doctorTable, type Finding } from "./doctor-table.ts";

const findings: readonly Finding[] = [
  { name: "helm", wanted: "3.22.0", found: { version: "3.22.0", where: ".tools/bin/helm" }, neededBy: "rendering" },
  { name: "kubeconform", wanted: "0.8.0", neededBy: "validation" },
  { name: "ct", wanted: "3.14.0", found: { version: "3.10.1", where: "/usr/bin/ct" }, neededBy: "lint" },
];

const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const plain = (text: string) => text;

test("columns are aligned and nothing trails", () => {
  expect(doctorTable(findings, { bold: plain, green: plain, yellow: plain, red: plain }).split("\n")).toEqual([
    "tool         wanted  found    where            skipped without it",
    "helm         3.22.0  3.22.0   .tools/bin/helm  rendering",
    "kubeconform  0.8.0   missing  -                validation",
    "ct           3.14.0  3.10.1   /usr/bin/ct      lint",
  ]);
});

test("the state is coloured: as wanted, missing, another version", () => {
  const table = doctorTable(findings, { bold: plain, green: tag("g"), yellow: tag("y"), red: tag("r") });
  expect(table.match(/<.>/g)).toEqual(["<g>", "<r>", "<y>"]);
});
