import { parse } from "yaml";
import type { Archive } from "../model/archive.ts";
import { sha256 } from "../model/digest.ts";
import { isObject } from "../model/json.ts";
import type { ChartMuseumSetting } from "../model/publish-target.ts";
import type { Conflict } from "../publish/conflict.ts";
import { readIndex } from "../publish/index-document.ts";
import { mergeIndex } from "../publish/index-file.ts";
import { newestOf } from "../publish/newest.ts";
import type { Delta, Target } from "../publish/target.ts";
import { atOnce } from "./at-once.ts";
import { basic, hiddenWords, type Credentials } from "./credentials.ts";
import { refusedText, request, shown, type Question, type Reply } from "./request.ts";

/** What the server has, and what that means. */
interface State {
  readonly delta: Delta;
  readonly upload: readonly Archive[];
  readonly sign: readonly Archive[];
  /** Where archives are posted to. */
  readonly api: string;
}

/**
 * A ChartMuseum. The server writes its index itself, after an archive is stored. It is asked for every archive one by one, so a
 * second publisher meets "file already exists" (409), and then the bytes decide.
 */
export function chartMuseumTarget({ url }: ChartMuseumSetting, credentials: Credentials | undefined): Target {
  const base = url.replace(/\/+$/, "");
  const hidden = hiddenWords(credentials);
  const login = basic(credentials);
  const ask = (address: string, question: Question = {}): Promise<Reply> => request(address, login === undefined ? question : { ...question, headers: { Authorization: login } });
  const refused = (what: string, address: string, reply: Reply): Error => new Error(`${what}: ${shown(address)} ${refusedText(reply, hidden)}`);
  const readServer = async (): Promise<string> => {
    const address = `${base}/index.yaml`;
    const reply = await ask(address);
    if (reply.status !== 200) throw refused("the index cannot be read", address, reply);
    return new TextDecoder().decode(reply.body);
  };
  const file = (fileName: string): string => `${base}/charts/${encodeURIComponent(fileName)}`;
  const isSigned = async ({ fileName }: Archive): Promise<boolean> => {
    const address = file(`${fileName}.prov`);
    const reply = await ask(address);
    if (reply.status !== 200 && reply.status !== 404) throw refused("a signature cannot be read", address, reply);
    return reply.status === 200;
  };

  const look = async (archives: readonly Archive[], now: Date): Promise<State> => {
    const index = await readServer();
    const { added, unchanged, conflicts } = mergeIndex(index, archives, { now });
    const isOne = (list: Delta["added"]) => (archive: Archive) => list.some(({ name, version }) => name === archive.name && version === archive.version);
    const upload = archives.filter(isOne(added));
    const sign = (await atOnce(archives.filter(isOne(unchanged)), async (archive) => (archive.provenance !== undefined && !(await isSigned(archive)) ? [archive] : []))).flat();
    const signed = [...upload.filter(({ provenance }) => provenance !== undefined), ...sign].map(({ name, version }) => ({ name, version }));
    return { delta: { added, unchanged, signed, conflicts, warnings: [] }, upload, sign, api: apiOf(base, index) };
  };

  /** Posts an archive with its signature; a conflict when other bytes are there by now. */
  const post = async (api: string, archive: Archive): Promise<Conflict | undefined> => {
    const form = new FormData();
    form.set("chart", new Blob([new Uint8Array(archive.bytes)]), archive.fileName);
    if (archive.provenance !== undefined) form.set("prov", new Blob([archive.provenance]), `${archive.fileName}.prov`);
    const reply = await ask(api, { method: "POST", body: form });
    if (reply.status === 201) return undefined;
    if (reply.status !== 409) throw refused(`${archive.fileName} was not taken`, api, reply);
    const there = await ask(file(archive.fileName));
    if (there.status !== 200) throw refused(`${archive.fileName} was not taken because it is there, and cannot be read`, file(archive.fileName), there);
    const digest = sha256(there.body);
    if (digest !== archive.digest) return { kind: "published", name: archive.name, version: archive.version, publishedDigest: digest, newDigest: archive.digest };
    if (archive.provenance !== undefined && !(await isSigned(archive))) await postSignature(api, archive);
    return undefined;
  };
  const postSignature = async (api: string, { fileName, provenance = "" }: Archive): Promise<void> => {
    const address = api.replace(/\/charts$/, "/prov");
    const reply = await ask(address, { method: "POST", body: new TextEncoder().encode(provenance) });
    // A signature that another publisher was faster with is as good.
    if (reply.status !== 201 && reply.status !== 409) throw refused(`${fileName}.prov was not taken`, address, reply);
  };

  return {
    label: url,
    plan: async (archives, { now }) => (await look(archives, now)).delta,
    publish: async (archives, { now, onProgress }) => {
      const { delta, upload, sign, api } = await look(archives, now);
      if (delta.conflicts.length > 0) return delta;
      for (const archive of upload) {
        const conflict = await post(api, archive);
        if (conflict !== undefined) return { ...delta, conflicts: [conflict] };
        onProgress?.(archive.fileName);
      }
      for (const archive of sign) {
        await postSignature(api, archive);
        onProgress?.(`${archive.fileName}.prov`);
      }
      return delta;
    },
    newest: async (_names, since) => {
      const entries = newestOf(readIndex(await readServer()).entries, since);
      return atOnce(entries, async ({ name, version }) => {
        const address = file(`${name}-${version}.tgz`);
        const reply = await ask(address);
        if (reply.status !== 200) throw refused(`${name} ${version} cannot be read`, address, reply);
        return { name, version, bytes: reply.body };
      });
    },
  };
}

/** The address that takes archives: /api comes before the name of the repository, and after the server's own path, which the index tells. */
function apiOf(base: string, index: string): string {
  const { origin, pathname } = new URL(base);
  const value: unknown = parse(index);
  const info = isObject(value) && isObject(value["serverInfo"]) ? value["serverInfo"]["contextPath"] : undefined;
  const context = typeof info === "string" ? info.replace(/\/+$/, "") : "";
  const repository = pathname.startsWith(context) ? pathname.slice(context.length) : pathname;
  return `${origin}${context}/api${repository.replace(/\/+$/, "")}/charts`;
}
