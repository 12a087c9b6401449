/** Replaced by the recipe language: this minimal type lets the registry compile. */
export type Recipe = { readonly id: string; readonly service: string }
