import { mkdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { bundleTexts, contentsOf, type Ingredients } from "../bundle/files.ts";
import { layoutIndex, layoutText } from "../bundle/layout.ts";
import { sumsText } from "../bundle/sums.ts";
import { collectImages, type Collected } from "../io/bundle/collect.ts";
import { imageSource } from "../io/bundle/sources.ts";
import { writeArchive, type ArchiveEntry } from "../io/bundle/write.ts";
import { programFiles } from "../io/program-files.ts";
import { readText } from "../io/read-text.ts";
import { readTree } from "../io/read-tree.ts";
import { projectRoot } from "../io/root.ts";
import { bundleFiles } from "../model/bundle.ts";
import { sha256 } from "../model/digest.ts";
import { exitCode } from "../model/exit.ts";
import { imageName, parseImage } from "../model/image.ts";
import type { LockedImage } from "../model/images-lock.ts";
import { locked } from "./images-input.ts";
import { installedIn } from "./installed.ts";
import { packaged } from "./packaged.ts";
import { signing } from "./signed.ts";
import { checkedTree } from "./valid-tree.ts";

/** What a bundle shall hold, and where it goes. */
export interface BundleOptions {
  readonly out?: string;
  readonly env?: readonly string[];
  readonly imagesFrom?: string;
  readonly sign?: string;
  readonly quiet?: boolean;
}

/** Makes a bundle. Ends the process with a report when it cannot be made. */
export async function makeBundle(command: Command, options: BundleOptions): Promise<void> {
  const root = projectRoot();
  const tell = (line: string): void => void (options.quiet !== true && console.error(line));
  const { lock, path: lockPath, generated } = locked({});
  const { plan, tree } = generated;
  if (plan === undefined || tree === undefined) return;
  await checkedTree({ ...generated, tree });
  const known = plan.environments.map((e) => e.name);
  const unknown = (options.env ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) command.error(`no environment is called ${unknown.join(", ")}; there are ${known.join(", ")}`, { exitCode: exitCode.usage, code: "openim.usage" });
  const installed = await installedIn(tree, plan, options.env ?? known, root);
  if (installed === undefined) return command.error("a bundle is made from what Helm renders, and there is no Helm; ./gen doctor --install helm provides it", { exitCode: exitCode.tool, code: "openim.tool" });

  const images = options.env === undefined ? lock.images : lock.images.filter((entry) => isPulled(entry, installed));
  const { sign, by } = await signing(options.sign, command);
  const ingredients: Ingredients = { plan, tree, archives: await sign(packaged(tree, root)), scripts: readTree(join(root, "scripts")), program: programFiles(), installed, images, lock: readText(lockPath) ?? "", included: options.imagesFrom !== undefined };
  const contents = contentsOf(ingredients);
  const folder = `openim-bundle-${contents.version}`;
  const out = options.out === undefined ? join(root, "dist", `${folder}.tar.gz`) : resolve(options.out);
  try {
    const collected: Collected | undefined = options.imagesFrom === undefined ? undefined : await collectImages(images, imageSource(options.imagesFrom), (image) => tell(`looking up ${image}`));
    const entries = withSums([...bundleTexts(ingredients).map((file): ArchiveEntry => held(file.path, file.bytes, file.mode)), ...(collected === undefined ? [] : imageEntries(collected))]);
    await mkdir(dirname(out), { recursive: true });
    const written = await writeArchive(out, folder, entries, ({ path, size }) => void (size > 10_000_000 && tell(`writing ${path} (${size} bytes)`)));
    console.log(`${relative(process.cwd(), out)}: ${entries.length} files, ${written.size} bytes, ${contents.charts.length} charts, ${collected?.images.length ?? 0} of ${images.length} images`);
    console.log(`sha256:${written.sha256}`);
    console.log(by);
  } catch (error) {
    command.error(error instanceof Error ? error.message : String(error), { exitCode: exitCode.tool, code: "openim.bundle" });
  }
}

/** Whether a pod of one of the installations takes the image. */
function isPulled({ image, digest }: LockedImage, installed: NonNullable<Awaited<ReturnType<typeof installedIn>>>): boolean {
  const wanted = parseImage(image);
  if (wanted === undefined) return false;
  const tails = [wanted, ...(digest === undefined ? [] : [{ ...wanted, tag: "", digest }])].map((name) => imageName({ ...name, registry: "" }));
  // A registry that stands in for all has any name, so the rest is compared.
  return installed.some(({ pods }) => pods.some(({ containers }) => containers.some((c) => tails.some((tail) => `/${String(c["image"])}`.endsWith(tail) || String(c["image"]) === imageName(wanted)))));
}

function imageEntries({ images, blobs }: Collected): readonly ArchiveEntry[] {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  return [held(bundleFiles.layout, text(layoutText)), held(bundleFiles.index, text(layoutIndex(images))), ...blobs];
}

/** Checksums go first, so that one who reads from a pipe can check as well. */
function withSums(entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  return [held(bundleFiles.sums, new TextEncoder().encode(sumsText(new Map(entries.map((e) => [e.path, e.sha256]))))), ...entries];
}

function held(path: string, bytes: Uint8Array, mode = 0o644): ArchiveEntry {
  return { path, mode, size: bytes.length, sha256: sha256(bytes), content: bytes };
}
