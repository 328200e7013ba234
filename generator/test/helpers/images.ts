import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { openRegistry, type Registry } from "../../src/io/registry/client.ts";
import { digestOf } from "../../src/model/digest.ts";

const types = {
  index: "application/vnd.oci.image.index.v1+json",
  image: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** Bytes that look like chance and are the same every time. */
export function noise(seed: string, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i * 64 < size; i++) parts.push(createHash("sha512").update(`${seed} ${i}`).digest());
  return Buffer.concat(parts).subarray(0, size);
}

/** A layer that many images stand on, as the base of a distribution is. */
export const base = gzipSync(noise("base", 100_000));

/** Puts an image for two platforms where a registry has none; what is in it follows from its name. Returns its digest. */
export async function pushImage(registry: Registry, repository: string, tag: string, size = 20_000): Promise<string> {
  const manifests = await Promise.all(
    ["amd64", "arm64"].map(async (architecture) => {
      const layers = [base, gzipSync(noise(`${repository}:${tag} ${architecture}`, size))];
      const config = Buffer.from(JSON.stringify({ os: "linux", architecture, rootfs: { type: "layers", diff_ids: [] }, config: { Labels: { name: `${repository}:${tag}` } } }));
      for (const blob of [...layers, config]) if (!(await registry.hasBlob(repository, digestOf(blob)))) await registry.pushBlob(repository, digestOf(blob), blob.length, blob);
      const described = (bytes: Uint8Array, mediaType: string) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
      const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: types.image, config: described(config, types.config), layers: layers.map((l) => described(l, types.layer)) }));
      await registry.pushManifest(repository, digestOf(manifest), { bytes: manifest, mediaType: types.image, digest: digestOf(manifest) });
      return { ...described(manifest, types.image), platform: { os: "linux", architecture } };
    }),
  );
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests }));
  await registry.pushManifest(repository, tag, { bytes: index, mediaType: types.index, digest: digestOf(index) });
  return digestOf(index);
}

/** The registry as tests fill it. */
export function filled(host: string): Registry {
  return openRegistry(host, { variables: "TEST", write: true, env: { TEST_USERNAME: "tester", TEST_PASSWORD: "correct-horse" } });
}
