/** What must happen to one file so that the disk equals the tree. Texts are whole file contents. */
export type Change =
  | { readonly kind: "create"; readonly path: string; readonly after: string }
  | { readonly kind: "update"; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: "delete"; readonly path: string; readonly before: string };
