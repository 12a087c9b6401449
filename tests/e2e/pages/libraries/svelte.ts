import { flushSync, mount } from 'svelte'
import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import Page from './page.svelte'

/** Svelte 5: attributes spread, state raw. */
const drawing: Drawing = {
  mount(into, look, changed) {
    mount(Page, { target: into, props: { look, changed } })
    flushSync()
    return into
  },
}

run(drawing)
