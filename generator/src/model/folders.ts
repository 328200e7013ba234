/** Folders of our own data, below the project's root, as messages name them. */
export const catalogFolder = "generator/catalog";
export const templatesFolder = "generator/templates";
