import { parse } from "yaml";
import { planPush } from "../../bundle/push-plan.ts";
import type { Archive } from "../../model/archive.ts";
import { bundleFiles, type Checked } from "../../model/bundle.ts";
import { sha256 } from "../../model/digest.ts";
import { parseImage } from "../../model/image.ts";
import { planRegistry } from "../../publish/registry-plan.ts";
import { atOnce } from "../at-once.ts";
import { chartStore } from "../registry/charts.ts";
import type { Registry } from "../registry/client.ts";
import { unpack } from "../tools/unpack.ts";
import { drain, readArchive, type ReadBundle } from "./read.ts";

/** What a push did. */
export interface Pushed {
  readonly images: number;
  readonly charts: number;
  readonly blobs: { readonly sent: number; readonly there: number; readonly bytes: number };
}

/** A tag that the registry has already, for something else. */
export interface TagConflict {
  readonly name: string;
  readonly there: string;
  readonly wanted: string;
}

/** Charts stand beside images, which have names of their own below the same place. */
const chartsBelow = "charts/";

/** Tags of the bundle that mean something else in the registry. A push that overwrites them is not wanted by accident. */
export async function tagConflicts(bundle: ReadBundle, { images, contents }: Checked, registry: Registry): Promise<readonly TagConflict[]> {
  const ofImages = await atOnce(images, async ({ image, digest }): Promise<readonly TagConflict[]> => {
    const { repository, tag } = placeOf(image);
    const there = await registry.digest(repository, tag);
    return there === undefined || there === digest ? [] : [{ name: `${registry.name}/${repository}:${tag}`, there, wanted: digest }];
  });
  const store = chartStore(registry, chartsBelow);
  const ofCharts = await atOnce(contents.charts.map((chart) => archiveOf(bundle, chart)), async (archive): Promise<readonly TagConflict[]> => {
    const found = await store.find(archive);
    return planRegistry([archive], () => found).conflicts.map(({ publishedDigest, newDigest }) => ({ name: `${registry.name}/${store.name(archive)}`, there: `sha256:${publishedDigest}`, wanted: `sha256:${newDigest}` }));
  });
  return [...ofImages, ...ofCharts].flat();
}

/**
 * Brings a bundle that was checked into a registry. What is there already is not sent again, so a push that was interrupted is
 * continued by another. A tag appears when everything that it needs is there.
 */
export async function pushBundle(file: string, bundle: ReadBundle, { images, contents }: Checked, registry: Registry, say: (line: string) => void): Promise<Pushed> {
  const { destinations, blobs } = planPush(images, bundle.references, placeOf);
  const sent = { blobs: 0, bytes: 0 };
  let there = 0;
  /** Digest → repositories that need it and do not have it. */
  let missing = new Map<string, string[]>();
  const holders = new Map<string, string>();
  const wanted = [...blobs].flatMap(([digest, { repositories }]) => repositories.map((repository) => ({ digest, repository })));
  const found = await atOnce(wanted, async (place) => ({ ...place, has: await registry.hasBlob(place.repository, place.digest) }));
  for (const { digest, repository } of found.filter(({ has }) => has)) holders.set(digest, repository);
  note(found);
  // Each pass over the archive sends every blob at most once; a registry that cannot share it between repositories needs more.
  for (let before = Number.POSITIVE_INFINITY, left = await share(); left > 0; left = await share()) {
    if (left >= before) throw new Error(`${registry.name} takes ${left} blobs and does not have them`);
    before = left;
    for await (const { path, size, body } of readArchive(file)) {
      const digest = `sha256:${path.slice(bundleFiles.blobs.length + 1)}`;
      const repository = path.startsWith(`${bundleFiles.blobs}/`) ? missing.get(digest)?.shift() : undefined;
      if (repository === undefined) {
        await drain(body);
        continue;
      }
      say(`${repository}: ${digest.slice(0, 19)} (${size} bytes)`);
      await registry.pushBlob(repository, digest, size, body);
      holders.set(digest, repository);
      sent.blobs += 1;
      sent.bytes += size;
    }
  }
  await atOnce(destinations, async ({ repository, tag, manifests, image }) => {
    for (const digest of manifests) {
      const last = digest === image.digest;
      const manifest = bundle.manifests.get(digest);
      if (manifest === undefined) throw new Error(`${digest} is not in the bundle`);
      if ((await registry.digest(repository, last ? tag : digest)) !== digest) await registry.pushManifest(repository, last ? tag : digest, { ...manifest, digest });
    }
    say(`${registry.name}/${repository}:${tag}`);
  });
  const store = chartStore(registry, chartsBelow);
  const charts = await atOnce(contents.charts.map((chart) => archiveOf(bundle, chart)), async (archive) => {
    const found = await store.find(archive);
    // The same chart stays, unless a signature comes to it; who brings another one over it has said so.
    const { push, conflicts } = planRegistry([archive], () => found);
    const brought = push.length + conflicts.length > 0;
    if (brought) await store.upload(archive);
    return { archive, brought };
  });
  for (const { archive, brought } of charts) {
    if (brought) await store.tag(archive);
    say(`${registry.name}/${store.name(archive)}`);
  }
  return { images: images.length, charts: contents.charts.length, blobs: { sent: sent.blobs, there, bytes: sent.bytes } };

  /** Lets the registry copy what it has in one repository to the others. Returns how many blobs are still to be sent. */
  async function share(): Promise<number> {
    const wanted = [...missing].flatMap(([digest, repositories]) => repositories.map((repository) => ({ digest, repository, from: holders.get(digest) })));
    note(await atOnce(wanted, async ({ digest, repository, from }) => ({ digest, repository, has: from !== undefined && (await registry.mount(repository, digest, from)) })));
    return [...missing.values()].reduce((sum, repositories) => sum + repositories.length, 0);
  }

  function note(places: readonly { readonly digest: string; readonly repository: string; readonly has: boolean }[]): void {
    const lacking = places.filter(({ has }) => !has);
    there += places.length - lacking.length;
    missing = new Map();
    for (const { digest, repository } of lacking) missing.set(digest, [...(missing.get(digest) ?? []), repository]);
  }
}

function archiveOf(bundle: ReadBundle, { name, version, file }: Checked["contents"]["charts"][number]): Archive {
  const bytes = bundle.charts.get(file);
  if (bytes === undefined) throw new Error(`${file} is not in the bundle`);
  const metadata = parse(new TextDecoder().decode(unpack(bytes, file, `${name}/Chart.yaml`))) as Archive["metadata"];
  const provenance = bundle.texts.get(`${file}.prov`);
  return { name, version, fileName: `${name}-${version}.tgz`, bytes, digest: sha256(bytes), metadata, ...(provenance === undefined ? {} : { provenance }) };
}

/** What an image is called below the registry that replaces its own. */
function placeOf(image: string): { readonly repository: string; readonly tag: string } {
  const name = parseImage(image);
  if (name === undefined) throw new Error(`not an image: ${image}`);
  return { repository: name.repository, tag: name.tag === "" ? name.digest : name.tag };
}
