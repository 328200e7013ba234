/** Where an image lies, in full. `digest` is empty where it is taken by its tag, `tag` where it has none. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** An image that some chart pulls, and the components that do. */
export interface UsedImage extends ImageName {
  readonly users: readonly string[];
}

const digestForm = /^sha256:[a-f0-9]{64}$/;

/** How an image is called in lists and messages: docker.io/apache/kafka:4.3.1. By its digest only where it has no tag. */
export function imageName({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}${tag === "" ? `@${digest}` : `:${tag}`}`;
}

/** Whether a text is the digest of an image. */
export function isDigest(text: string): boolean {
  return digestForm.test(text);
}

/** Something that should be a digest and is not, short enough for a message. */
export function digestText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 100) : typeof value;
}

/**
 * Takes an image's name apart as container runtimes do: what has no registry is docker.io's, what has no folder there is one of
 * its library, what has neither tag nor digest is latest. index.docker.io is docker.io. Undefined when it is no image's name.
 */
export function parseImage(text: string): ImageName | undefined {
  const match = /^(?<path>[^\s@]+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>\S+))?$/.exec(text)?.groups;
  const path = match?.["path"] ?? "";
  const digest = match?.["digest"] ?? "";
  const slash = path.indexOf("/");
  const host = slash === -1 ? "" : path.slice(0, slash);
  const named = host === "localhost" || /[.:]/.test(host);
  const registry = named && host !== "index.docker.io" ? host : "docker.io";
  const rest = named ? path.slice(slash + 1) : path;
  const repository = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository) || (digest !== "" && !isDigest(digest))) return undefined;
  return { registry, repository, tag: match?.["tag"] ?? (digest === "" ? "latest" : ""), digest };
}
