import { parseManifest, platformIn, platformsOf } from "../../images/manifest.ts";
import type { Registry } from "./client.ts";

/** What a registry says about a tag. */
export interface Resolved {
  readonly digest: string;
  /** Platform → digest of its manifest. */
  readonly platforms: Readonly<Record<string, string>>;
}

/** Asks for the digest of an image, and of each of its platforms. Undefined when there is no such tag. */
export async function resolveImage(registry: Registry, repository: string, reference: string): Promise<Resolved | undefined> {
  const found = await registry.manifest(repository, reference);
  if (found === undefined) return undefined;
  const manifest = parseManifest(found.bytes, found.mediaType);
  if (manifest.kind === "index") return { digest: found.digest, platforms: platformsOf(manifest.manifests) };
  const platform = platformIn(await registry.wholeBlob(repository, manifest.config.digest));
  return { digest: found.digest, platforms: platform === undefined ? {} : { [platform]: found.digest } };
}
