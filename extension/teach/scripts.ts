/** The scripts of teach mode, in their order: what reads lists, the form, and what uses both. */
export const teachScripts: readonly string[] = [
  '/extension/lists.js',
  '/extension/teach-form.js',
  '/extension/teach.js',
]
