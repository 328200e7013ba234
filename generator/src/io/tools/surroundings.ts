import { execa } from "execa";
import { type Helper, platformOf, type Surroundings } from "./route.ts";

/** Each proves that the helper works here, not only that a file of its name is on PATH. */
const proofs: Readonly<Record<Helper, readonly string[]>> = {
  go: ["version"],
  npm: ["--version"],
  python3: ["-c", "import ensurepip, venv"],
};

/** Finds out what this machine offers for getting tools. */
export async function lookAround(): Promise<Surroundings> {
  const helpers = Object.keys(proofs) as Helper[];
  const work = await Promise.all(helpers.map(async (helper) => ((await works(helper)) ? [helper] : [])));
  return { platform: platformOf(process.platform, process.arch), helpers: new Set(work.flat()) };
}

async function works(helper: Helper): Promise<boolean> {
  const { failed } = await execa(helper, proofs[helper], { reject: false, stdin: "ignore", timeout: 60_000 });
  return !failed;
}
