import { catalogueCodes } from "./codes/catalogue.ts";
import { credentialCodes } from "./codes/credentials.ts";
import type { CodeEntry, Params } from "./codes/entry.ts";
import { imageCodes } from "./codes/images.ts";
import { kubernetesCodes } from "./codes/kubernetes.ts";
import { moduleCodes } from "./codes/modules.ts";
import { policyCodes } from "./codes/policies.ts";
import { publishCodes } from "./codes/publish.ts";
import { sizeCodes } from "./codes/sizes.ts";
import { storeCodes } from "./codes/stores.ts";
import { templateCodes } from "./codes/templates.ts";
import { urlCodes } from "./codes/url.ts";
import { yamlCodes } from "./codes/yaml.ts";
import type { Diagnostic, Position, Related } from "./diagnostic.ts";

/** Every diagnostic that `gen` can give, by its stable code. docs/errors.md is generated from this table. */
export const codes = {
  ...yamlCodes,
  ...urlCodes,
  ...storeCodes,
  ...moduleCodes,
  ...sizeCodes,
  ...credentialCodes,
  ...imageCodes,
  ...publishCodes,
  ...catalogueCodes,
  ...templateCodes,
  ...kubernetesCodes,
  ...policyCodes,
} as const;

/** The same by subject, in the order in which a reader meets them. */
export const subjects: readonly { readonly title: string; readonly codes: readonly Code[] }[] = [
  { title: "What is written", codes: keysOf(yamlCodes) },
  { title: "Public address", codes: keysOf(urlCodes) },
  { title: "Stores", codes: keysOf(storeCodes) },
  { title: "Modules and their configuration", codes: keysOf(moduleCodes) },
  { title: "Sizes", codes: keysOf(sizeCodes) },
  { title: "Credentials", codes: keysOf(credentialCodes) },
  { title: "Images", codes: keysOf(imageCodes) },
  { title: "Publishing", codes: keysOf(publishCodes) },
  { title: "Catalogue", codes: keysOf(catalogueCodes) },
  { title: "Templates", codes: keysOf(templateCodes) },
  { title: "Rendered objects", codes: keysOf(kubernetesCodes) },
  { title: "Policies", codes: keysOf(policyCodes) },
];

/** A stable diagnostic code. */
export type Code = keyof typeof codes;
type ParamsOf<C extends Code> = Parameters<(typeof codes)[C]["message"]>[0];

/** Makes a diagnostic of a known code. */
export function diagnose<C extends Code>(code: C, params: ParamsOf<C>, position?: Position, related?: readonly Related[]): Diagnostic {
  const e = codes[code] as unknown as CodeEntry<ParamsOf<C> & Params>;
  const p = params as ParamsOf<C> & Params;
  return {
    code,
    severity: e.severity,
    title: e.title,
    message: e.message(p),
    hint: e.hint(p),
    ...(position ? { position } : {}),
    ...(related ? { related } : {}),
  };
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
