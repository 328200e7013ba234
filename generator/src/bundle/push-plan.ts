import type { LayoutImage, Seen } from "../model/bundle.ts";

/** Where one image of a bundle goes. */
export interface Destination {
  readonly image: LayoutImage;
  readonly repository: string;
  readonly tag: string;
  /** Manifests of the platforms, then the index itself. */
  readonly manifests: readonly string[];
}

/** Destinations, and for every blob the repositories that need it. */
export interface PushPlan {
  readonly destinations: readonly Destination[];
  readonly blobs: ReadonlyMap<string, { readonly size: number; readonly repositories: readonly string[] }>;
}

/** What a push consists of. `nameOf` says the repository and tag of an image. */
export function planPush(images: readonly LayoutImage[], references: Seen["references"], nameOf: (image: string) => { readonly repository: string; readonly tag: string }): PushPlan {
  const blobs = new Map<string, { readonly size: number; readonly repositories: Set<string> }>();
  const destinations = images.map((image): Destination => {
    const { repository, tag } = nameOf(image.image);
    const inside = references.get(image.digest) ?? [];
    const children = inside.filter((part) => part.manifest).map((part) => part.digest);
    for (const part of [...inside.filter((p) => !p.manifest), ...children.flatMap((child) => references.get(child) ?? [])]) {
      const blob = blobs.get(part.digest) ?? { size: part.size, repositories: new Set() };
      blob.repositories.add(repository);
      blobs.set(part.digest, blob);
    }
    return { image, repository, tag, manifests: [...children, image.digest] };
  });
  return { destinations, blobs: new Map([...blobs].map(([digest, { size, repositories }]) => [digest, { size, repositories: [...repositories] }])) };
}
