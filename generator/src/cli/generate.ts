import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { templatesFolder } from "../model/folders.ts";
import type { Plan } from "../model/plan.ts";
import type { Source } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import type { FileTree } from "../model/tree.ts";
import { plan } from "../plan/plan.ts";
import { isTemplateFailure } from "../render/engine.ts";
import { render } from "../render/render.ts";
import type { Flag } from "../resolve/resolve.ts";
import { checkLock } from "../images/check-lock.ts";
import { verify } from "../verify/verify.ts";
import type { Memories } from "./memory.ts";
import { compiledTemplates } from "./memory.ts";
import { prepare } from "./prepare.ts";

/** Everything that is read before anything is decided. */
export interface Inputs {
  /** openim.yaml: its name in messages and its text. */
  readonly settings: { readonly file: string; readonly text: string };
  /** Files below generator/catalog and generator/templates. */
  readonly catalog: FileTree;
  readonly templates: FileTree;
  /** Files of the folders that `extraModules` names, by the path a user would give. */
  readonly extra: (folders: readonly string[]) => FileTree;
  /** images.lock; without a text it is not there. Undefined where images are of no interest. */
  readonly lock?: { readonly file: string; readonly text: string | undefined };
  readonly flags: readonly Flag[];
  /** Where what was read may be kept for the next run; undefined to read everything. */
  readonly memory?: Memories;
}

/** What came of it: the tree when nothing is wrong, and everything that is worth saying. */
export interface Generated {
  readonly diagnostics: readonly Diagnostic[];
  readonly tree?: FileTree;
  readonly plan?: Plan;
  readonly base?: Stack;
  readonly environments?: readonly Stack[];
  readonly source?: Source;
}

/** The whole pipeline, without effects: load → resolve → plan → render → verify. Stops at the first stage with errors. */
export function generate(inputs: Inputs): Generated {
  const { diagnostics: found, prepared } = prepare(inputs);
  if (prepared === undefined) return { diagnostics: found };
  const { catalog, templates, schema, base, environments, source, lock } = prepared;
  if (hasErrors(found)) return { diagnostics: found, base, environments, source };
  const planned: Plan = { ...plan(catalog, templates, base, environments), settingsSchema: schema };
  try {
    const compiled = compiledTemplates(inputs);
    const tree = render(planned, templates, compiled.programs);
    compiled.keep();
    const inLock = lock === undefined ? [] : checkLock(lock, planned.images);
    return { diagnostics: [...found, ...verify(tree, planned), ...inLock], tree, plan: planned, base, environments, source };
  } catch (error) {
    if (!isTemplateFailure(error)) throw error;
    const fault = diagnose("chart-template", { reason: error.message }, { file: `${templatesFolder}/${error.template}`, line: error.line, column: 1 });
    return { diagnostics: [...found, fault], base, environments, source };
  }
}
