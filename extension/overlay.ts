import { createOverlay } from './overlay/overlay.ts'

// What is drawn beside the settings, apart from what reads them: only pages that a recipe knows get
// it. Handed to the content script, which runs in the same world.
const world = globalThis as { witnessmarkOverlay?: typeof createOverlay }
world.witnessmarkOverlay ??= createOverlay
