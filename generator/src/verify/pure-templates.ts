import { diagnose } from "../model/codes.ts";
import { placeAt } from "./place-at.ts";
import { withoutComments } from "./without-comments.ts";
import type { VerifyRule } from "./verify.ts";

// Functions of Helm and its template library whose result differs between two renders or needs a cluster.
const impure =
  /\b(lookup|now|date|dateInZone|ago|randAlphaNum|randAlpha|randNumeric|randAscii|randInt|randBytes|uuidv4|genCA|genCAWithKey|genSelfSignedCert|genSelfSignedCertWithKey|genSignedCert|genSignedCertWithKey|genPrivateKey|getHostByName|derivePassword|htpasswd|bcrypt|encryptAES|env|expandenv)\b/;

/** Two renders are equal, with or without a cluster. */
export const pureTemplates: VerifyRule = (tree) =>
  [...tree].flatMap(([file, text]) => {
    if (!file.includes("/templates/")) return [];
    const template = withoutComments(text);
    return [...template.matchAll(/\{\{([\s\S]*?)\}\}/g)].flatMap((action) => {
      const name = impure.exec(functionsOnly(action[1] ?? ""))?.[1];
      return name === undefined ? [] : [diagnose("impure-template", { function: name }, { file, ...placeAt(template, action.index) })];
    });
  });

/** An action without its texts, and without the names of values and variables. */
function functionsOnly(action: string): string {
  return action.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""').replaceAll(/[.$][A-Za-z0-9_.]+/g, "");
}
