import { blobPath, bundleFiles, type BundleContents, type Checked, type Seen } from "../model/bundle.ts";
import { parseLayoutIndex } from "./layout.ts";
import { parseSums } from "./sums.ts";

/** Whether a bundle is whole and every file, image and blob is what it should be; otherwise everything that is wrong. */
export function checkBundle(seen: Seen): { readonly checked: Checked } | { readonly faults: readonly string[] } {
  const { files, texts, references } = seen;
  const faults: string[] = [];
  const read = <T>(path: string, parse: (text: string) => T): T | undefined => {
    const text = texts.get(path);
    try {
      return text === undefined ? undefined : parse(text);
    } catch (error) {
      faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const sums = read(bundleFiles.sums, parseSums);
  const contents = read(bundleFiles.contents, (text) => JSON.parse(text) as BundleContents);
  if (sums === undefined || contents === undefined) return { faults: faults.length > 0 ? faults : ["not a bundle: SHA256SUMS or bundle.json is missing"] };
  if (contents.format !== 1) return { faults: [`a bundle of format ${String(contents.format)}, which this version does not know`] };
  for (const [path, sum] of sums) {
    const file = files.get(path);
    if (file === undefined) faults.push(`${path} is missing`);
    else if (file.sha256 !== sum) faults.push(`${path} was changed: SHA-256 ${file.sha256}, not ${sum}`);
  }
  for (const path of files.keys()) if (path !== bundleFiles.sums && !sums.has(path)) faults.push(`${path} is not in SHA256SUMS`);
  for (const { file } of contents.charts) if (!files.has(file)) faults.push(`the chart ${file} is missing`);

  const images = read(bundleFiles.index, parseLayoutIndex) ?? [];
  for (const { image, digest, included } of contents.images) {
    const found = images.find((i) => i.image === image);
    if (included && found === undefined) faults.push(`the image ${image} is missing`);
    if (found !== undefined && digest !== undefined && found.digest !== digest) faults.push(`the image ${image} has the digest ${found.digest}, not ${digest}`);
  }
  const visited = new Set<string>();
  const visit = (digest: string, size: number, manifest: boolean, of: string): void => {
    const file = files.get(blobPath(digest));
    if (file === undefined) return void faults.push(`${of}: the blob ${digest} is missing`);
    if (file.size !== size) faults.push(`${of}: the blob ${digest} has ${file.size} bytes, not ${size}`);
    if (visited.has(digest) || !manifest) return;
    visited.add(digest);
    const inside = references.get(digest);
    if (inside === undefined) return void faults.push(`${of}: ${digest} is no manifest, or stands behind what it names`);
    for (const part of inside) visit(part.digest, part.size, part.manifest, of);
  };
  for (const { image, digest, size } of images) visit(digest, size, true, image);
  if (faults.length > 0) return { faults };
  return { checked: { contents, images, files: files.size, bytes: [...files.values()].reduce((sum, f) => sum + f.size, 0) } };
}
