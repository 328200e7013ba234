import { dirname, join } from "node:path";
import { InvalidArgumentError } from "commander";
import { readImagesLock } from "../load/images-lock.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import type { UsedImage } from "../model/image.ts";
import { lockFile, type ImagesLock } from "../model/images-lock.ts";
import type { Flag } from "../resolve/resolve.ts";
import { generate, type Generated } from "./generate.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { report } from "./report.ts";

/** Which openim.yaml the images are those of. */
export interface ImageOptions {
  readonly file?: string;
  readonly set?: readonly Flag[];
}

/** The lock, when openim.yaml and it are sound; ends the process with a report otherwise. */
export function locked(options: ImageOptions): { readonly lock: ImagesLock; readonly path: string; readonly generated: Generated } {
  const inputs = readInputs(options);
  if (inputs.lock?.text === undefined) {
    console.error(`gen: there is no ${inputs.lock?.file ?? lockFile}; ./gen images lock writes it`);
    process.exit(exitCode.invalid);
  }
  const generated = generate(inputs);
  stopOn(generated.diagnostics, inputs);
  const { lock } = readImagesLock(inputs.lock.file, inputs.lock.text);
  if (lock === undefined) process.exit(exitCode.invalid);
  return { lock, path: beside(options, inputs.root), generated };
}

/** What the lock must list, and what it says now. */
export function unlocked(options: ImageOptions): { readonly before: ImagesLock["images"]; readonly used: readonly UsedImage[]; readonly path: string; readonly text: string | undefined } {
  const { lock, ...inputs } = readInputs(options);
  const { plan, diagnostics } = generate(inputs);
  const read = lock?.text === undefined ? { lock: undefined, diagnostics: [] } : readImagesLock(lock.file, lock.text);
  stopOn([...diagnostics, ...read.diagnostics], { ...inputs, ...(lock === undefined ? {} : { lock }) });
  if (plan === undefined) process.exit(exitCode.invalid);
  return { before: read.lock?.images ?? [], used: plan.images, path: beside(options, inputs.root), text: lock?.text };
}

function stopOn(diagnostics: readonly Diagnostic[], inputs: Parameters<typeof sourceTexts>[0]): void {
  if (!hasErrors(diagnostics)) return;
  report(diagnostics.filter((d) => d.severity === "error"), "pretty", sourceTexts(inputs));
  process.exit(exitCode.invalid);
}

function beside({ file }: ImageOptions, root: string): string {
  return join(file === undefined ? root : dirname(file), lockFile);
}

/** A registry as images name it: host, port and path, no scheme. */
export function registryName(value: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(value)) throw new InvalidArgumentError("Write it like registry.example.com:5000/openim, without a scheme.");
  return value;
}
