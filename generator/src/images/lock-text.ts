import { Document, isSeq, visit } from "yaml";
import { imageName, type UsedImage } from "../model/image.ts";
import { notResolved, type LockedImage } from "../model/images-lock.ts";
import { byName } from "../model/tree.ts";

const heading = `# Every image that a chart can pull, also of charts that are off by default: containers, init containers, Jobs, tests, exporters.
# The list is written by \`./gen images lock\`, digests by \`./gen images resolve\`; both keep what is known while a tag stays.
`;

/** The list for the images of now: what is known of an image that was there is kept, whatever is gone is dropped. */
export function updateLock(before: readonly LockedImage[], used: readonly UsedImage[]): readonly LockedImage[] {
  const known = new Map(before.map((entry) => [entry.image, entry]));
  return used.map((image) => {
    const name = imageName(image);
    const { image: _image, usedBy: _usedBy, ...rest } = known.get(name) ?? { image: name, usedBy: [], unresolved: notResolved };
    // A digest that the catalogue or a site says is the one that is pulled.
    const said = image.digest !== "" && image.digest !== rest.digest ? { digest: image.digest } : rest;
    return { image: name, usedBy: image.users, ...said };
  });
}

/** images.lock as a file. */
export function lockText(images: readonly LockedImage[]): string {
  const sorted = [...images].sort((a, b) => byName(a.image, b.image)).map(({ image, usedBy, digest, platforms, unresolved }) => ({
    image,
    usedBy,
    ...(digest === undefined ? { unresolved: unresolved ?? notResolved } : { digest }),
    ...(digest === undefined || platforms === undefined ? {} : { platforms: Object.fromEntries(Object.entries(platforms).sort(([a], [b]) => byName(a, b))) }),
  }));
  const document = new Document({ images: sorted });
  visit(document, { Pair: (_, pair) => void (isSeq(pair.value) && String(pair.key) === "usedBy" && (pair.value.flow = true)) });
  return `${heading}${document.toString({ lineWidth: 0, flowCollectionPadding: false })}`;
}
