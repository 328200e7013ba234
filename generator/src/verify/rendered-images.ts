import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { imageName, parseImage, type UsedImage } from "../model/image.ts";
import { containers, podTemplate, title, type Rendered } from "./objects.ts";

/**
 * Every container's image is one that the values name, under its own registry or under the one that replaces all. What the values
 * name is what images.lock lists.
 *
 * @param registry `global.imageRegistry`, empty when it is not set
 */
export function renderedImages(objects: readonly Rendered[], used: readonly UsedImage[], registry: string): readonly Diagnostic[] {
  const known = new Set(used.flatMap((image) => (registry === "" ? [image] : [image, { ...image, registry }]).flatMap((i) => [imageName(i), ...(i.digest === "" ? [] : [imageName({ ...i, tag: "" })])])));
  return objects.flatMap((object) => {
    const template = podTemplate(object);
    return (template === undefined ? [] : containers(template)).flatMap((container) => {
      const text = String(container["image"]);
      // A mirror's path may hold anything, so its names are compared as they are.
      const name = parseImage(text);
      const plain = name === undefined ? text : imageName(name.digest === "" ? name : { ...name, tag: "" });
      return known.has(text) || known.has(plain) ? [] : [diagnose("image-outside-values", { image: `${text} (${title(object)})` })];
    });
  });
}
