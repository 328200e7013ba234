import type { Archive } from "../model/archive.ts";
import type { OCISetting } from "../model/publish-target.ts";
import { readChartManifest, tagOf } from "../publish/oci-manifest.ts";
import { planRegistry, type Found, type RegistryDelta } from "../publish/registry-plan.ts";
import { newestOf } from "../publish/newest.ts";
import type { PublishedArchive, Target } from "../publish/target.ts";
import { atOnce } from "./at-once.ts";
import { prefixes } from "./credentials.ts";
import { chartStore } from "./registry/charts.ts";
import { openRegistry } from "./registry/client.ts";

/**
 * A place in an OCI registry, as `helm push` fills it. Own requests in place of that command, which overwrites a tag without
 * asking, and writes the time into the manifest, so that every push is another one.
 *
 * The tag comes last, so a chart is there with everything that it needs or not at all. Registries have no way to say "only
 * if nobody was faster", so the tag is read again right before it is set and after.
 */
export function ociTarget({ url, plainHTTP = false, credentialsEnv = prefixes.publish }: OCISetting, env: NodeJS.ProcessEnv): Target {
  const { host, pathname } = new URL(url.replace(/^oci:/i, "https:"));
  const registry = openRegistry(`${host}${pathname.replace(/\/$/, "")}`, { variables: credentialsEnv, write: true, plainHTTP, env });
  const store = chartStore(registry);

  const plan = async (archives: readonly Archive[]): Promise<RegistryDelta> => {
    const found = new Map(await atOnce(archives, async (archive) => [archive.fileName, await store.find(archive)] as const));
    return planRegistry(archives, ({ fileName }) => found.get(fileName));
  };
  return {
    label: url,
    plan: (archives) => plan(archives),
    publish: async (archives, { onProgress }) => {
      const delta = await plan(archives);
      if (delta.conflicts.length > 0) return delta;
      await atOnce(delta.push, store.upload);
      for (const archive of delta.push) {
        // What another publisher put there meanwhile is the same chart, or a conflict.
        const again = planRegistry([archive], await known(archive));
        if (again.conflicts.length > 0) return { ...delta, ...again };
        if (again.push.length === 0) continue;
        await store.tag(archive);
        const after = planRegistry([archive], await known(archive));
        if (after.conflicts.length > 0) return { ...delta, ...after };
        onProgress?.(store.name(archive));
      }
      return delta;
    },
    newest: async (names, since) => {
      const found = await atOnce(names, async (name): Promise<readonly PublishedArchive[]> => {
        const versions = (await registry.tags(name)).map((tag) => ({ name, version: tag.replaceAll("_", "+") }));
        return (await Promise.all(newestOf(versions, since).map(async ({ version }) => {
          const manifest = await registry.manifest(name, tagOf(version));
          const chart = readChartManifest(new TextDecoder().decode(manifest?.bytes))?.chart;
          return chart === undefined ? [] : [{ name, version, bytes: await registry.wholeBlob(name, `sha256:${chart}`) }];
        }))).flat();
      });
      return found.flat();
    },
  };

  async function known(archive: Archive): Promise<() => Found> {
    const found = await store.find(archive);
    return () => found;
  }
}
