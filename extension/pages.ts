import { createGathering } from './capture/pages.ts'

// What makes one list of several pages, put beside the reader where a recipe has such a list.
const world = globalThis as { witnessmarkGathering?: typeof createGathering }
world.witnessmarkGathering ??= createGathering
