import { diagnose } from "../model/codes.ts";
import { withoutComments } from "./without-comments.ts";
import type { VerifyRule } from "./verify.ts";

// Functions of Helm and its template library whose result differs between two renders or needs a cluster.
const impure =
  /\b(lookup|now|date|dateInZone|ago|randAlphaNum|randAlpha|randNumeric|randAscii|randInt|randBytes|uuidv4|genCA|genCAWithKey|genSelfSignedCert|genSelfSignedCertWithKey|genSignedCert|genSignedCertWithKey|genPrivateKey|getHostByName|derivePassword|htpasswd|bcrypt|encryptAES|env|expandenv)\b/;

/** Two renders are equal, with or without a cluster. */
export const pureTemplates: VerifyRule = (tree) =>
  [...tree].flatMap(([file, text]) => {
    if (!file.includes("/templates/")) return [];
    return withoutComments(text).split("\n").flatMap((line, i) =>
      [...line.matchAll(/\{\{(.*?)\}\}/g)].flatMap((action) => {
        const code = (action[1] ?? "").replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
        const found = /\.[A-Za-z.]+/.test(code) ? code.replaceAll(/[.$][A-Za-z0-9_.]+/g, "") : code;
        const name = impure.exec(found)?.[1];
        return name === undefined ? [] : [diagnose("impure-template", { function: name }, { file, line: i + 1, column: action.index + 1 })];
      }),
    );
  });
