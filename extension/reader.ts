import { watch } from './capture/watch.ts'

// The reader, put beside the content script on pages that a recipe is of: all others never load it.
const world = globalThis as { witnessmarkWatch?: typeof watch }
world.witnessmarkWatch ??= watch
