import type { Archive } from "../model/archive.ts";
import type { OCISetting } from "../model/publish-target.ts";
import { ociChart, readChartManifest, tagOf } from "../publish/oci-manifest.ts";
import { planRegistry, type Found, type RegistryDelta } from "../publish/registry-plan.ts";
import { newestOf } from "../publish/newest.ts";
import type { PublishedArchive, Target } from "../publish/target.ts";
import type { Credentials } from "./remote/credentials.ts";
import { registry } from "./remote/registry.ts";

/**
 * A place in an OCI registry, as `helm push` fills it. Own requests in place of that command, which overwrites a tag without
 * asking, and writes the time into the manifest, so that every push is another one.
 *
 * The tag comes last, so a chart is there with everything that it needs or not at all. Registries have no way to say "only
 * if nobody was faster", so the tag is read again right before it is set and after.
 */
export function ociTarget(setting: OCISetting, credentials: Credentials | undefined): Target {
  const client = registry(setting, credentials);
  const prefix = new URL(setting.url.replace(/^oci:/, "https:")).pathname.replace(/^\/|\/$/g, "");
  const repository = ({ name }: Pick<Archive, "name">): string => (prefix === "" ? name : `${prefix}/${name}`);

  const look = async (archive: Archive): Promise<Found> => {
    const manifest = await client.manifest(repository(archive), tagOf(archive.version));
    if (manifest === undefined) return undefined;
    return readChartManifest(manifest.text) ?? { foreign: manifest.digest.replace(/^sha256:/, "") };
  };
  const plan = async (archives: readonly Archive[]): Promise<RegistryDelta> => {
    const found = new Map<string, Found>();
    for (const archive of archives) found.set(archive.fileName, await look(archive));
    return planRegistry(archives, ({ fileName }) => found.get(fileName));
  };
  return {
    label: setting.url,
    plan: (archives) => plan(archives),
    publish: async (archives, { onProgress }) => {
      const delta = await plan(archives);
      if (delta.conflicts.length > 0) return delta;
      for (const archive of delta.push) {
        const { manifest, blobs } = ociChart(archive);
        for (const blob of blobs) await client.putBlob(repository(archive), blob);
        // What another publisher put there meanwhile is the same chart, or a conflict.
        const again = planRegistry([archive], await known(archive));
        if (again.conflicts.length > 0) return { ...delta, ...again };
        if (again.push.length === 0) continue;
        await client.putManifest(repository(archive), tagOf(archive.version), manifest);
        const after = planRegistry([archive], await known(archive));
        if (after.conflicts.length > 0) return { ...delta, ...after };
        onProgress?.(`${archive.name}:${tagOf(archive.version)}`);
      }
      return delta;
    },
    newest: async (names, since) => {
      const found: PublishedArchive[] = [];
      for (const name of names) {
        const versions = (await client.tags(repository({ name }))).map((tag) => ({ name, version: tag.replaceAll("_", "+") }));
        for (const { version } of newestOf(versions, since)) {
          const manifest = await client.manifest(repository({ name }), tagOf(version));
          const chart = readChartManifest(manifest?.text ?? "")?.chart;
          if (chart !== undefined) found.push({ name, version, bytes: await client.blob(repository({ name }), `sha256:${chart}`) });
        }
      }
      return found;
    },
  };

  async function known(archive: Archive): Promise<() => Found> {
    const found = await look(archive);
    return () => found;
  }
}
