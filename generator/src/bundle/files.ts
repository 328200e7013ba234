import type { Archive } from "../model/archive.ts";
import type { BundleContents } from "../model/bundle.ts";
import { bundleFiles } from "../model/bundle.ts";
import type { LockedImage } from "../model/images-lock.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";
import { sbom } from "./sbom.ts";
import { portTable, roleTable, secretTable, type Installed } from "./tables.ts";

/** What a bundle is made of, besides the content of images. */
export interface Ingredients {
  readonly plan: Plan;
  readonly tree: FileTree;
  readonly archives: readonly Archive[];
  /** Files of the project's folder scripts. */
  readonly scripts: FileTree;
  /** This program, so that a sealed site can push without a registry of npm packages. */
  readonly program: FileTree;
  readonly installed: readonly Installed[];
  readonly images: readonly LockedImage[];
  readonly lock: string;
  /** The images are in the bundle too. */
  readonly included: boolean;
}

/** A file of a bundle that is held in memory. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** What bundle.json says. */
export function contentsOf({ plan, archives, installed, images, included }: Ingredients): BundleContents {
  const umbrella = plan.charts.at(-1)?.metadata ?? {};
  return {
    format: 1,
    name: String(umbrella["name"]),
    version: String(umbrella["version"]),
    release: String(umbrella["appVersion"]),
    environments: plan.environments.map((e) => e.name).filter((name) => installed.some((i) => i.name === name)),
    charts: archives.map(({ name, version, fileName }) => ({ name, version, file: `charts/${fileName}` })),
    images: images.map(({ image, digest }) => ({ image, ...(digest === undefined ? {} : { digest }), included })),
  };
}

/** Every file of a bundle except its images and its checksums. */
export function bundleTexts(given: Ingredients): readonly BundleFile[] {
  const { plan, tree, archives, scripts, program, installed, images, lock } = given;
  const contents = contentsOf(given);
  const text = (path: string, value: string): BundleFile => ({ path, bytes: new TextEncoder().encode(value), mode: value.startsWith("#!") ? 0o755 : 0o644 });
  return [
    text("README.md", readme(contents, archives.every((a) => a.provenance !== undefined))),
    text(bundleFiles.contents, `${JSON.stringify(contents, null, 2)}\n`),
    ...archives.map(({ fileName, bytes }) => ({ path: `charts/${fileName}`, bytes, mode: 0o644 })),
    ...archives.flatMap(({ fileName, provenance }) => (provenance === undefined ? [] : [text(`charts/${fileName}.prov`, provenance)])),
    ...[...tree].filter(([path]) => contents.environments.some((e) => path.startsWith(`values/${e}/`))).map(([path, value]) => text(path, value)),
    // What builds the generator is of no use where only charts are installed.
    ...[...scripts].filter(([path]) => !path.endsWith(".mjs")).map(([path, value]) => text(`scripts/${path}`, value)),
    ...[...program].map(([path, value]) => text(`gen/${path}`, value)),
    text("images.txt", `${images.map(({ image, digest }) => (digest === undefined ? image : `${image} ${digest}`)).join("\n")}\n`),
    text("images.lock", lock),
    text("sbom.cdx.json", sbom(contents.name, contents.version, archives, images)),
    text("ports.md", portTable(plan, installed)),
    text("secrets.md", secretTable(installed)),
    text("roles.md", roleTable(installed)),
  ];
}

function readme({ name, version, release, environments, images }: BundleContents, signed: boolean): string {
  const has = images.some((i) => i.included);
  return `# ${name} ${version} (OpenIM ${release})

    sha256sum -c SHA256SUMS           # every file is what it was
${signed ? `    helm verify charts/${name}-${version}.tgz --keyring public.gpg      # who made it: ask them for their public key` : "    # the charts are not signed: compare the checksum of the archive with what its maker says"}
    ls charts values scripts          # packaged charts, values of ${environments.join(", ") || "no environment"}, scripts

${
  has
    ? `All ${images.length} images are in \`images/\`, an OCI layout. Into a registry of the site, with Node.js 20.19 or newer:

    node gen/main.js bundle verify FILE
    node gen/main.js bundle push FILE registry.example.com/openim

Without Node.js, every tool that reads OCI layouts does it: skopeo, crane, oras, ctr.`
    : "No image is in this bundle. `images.txt` lists them; `./gen images --format skopeo --to REGISTRY` writes the commands."
}

    helm install openim charts/${name}-${version}.tgz -n im --create-namespace \\
      --set global.imageRegistry=registry.example.com/openim \\
      ${environments[0] === undefined ? "--set global.openim.publicURL=https://im.example.com" : `-f values/${environments.at(-1)}/openim.yaml`}

\`ports.md\`, \`secrets.md\` and \`roles.md\` say what must be let through, which Secrets are read and what is asked of Kubernetes;
\`sbom.cdx.json\` is the same list of parts for programs.
`;
}
