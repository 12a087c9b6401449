import { list, rows } from './capture/list.ts'

// What reads lists and tables, put beside the reader where a recipe has one.
const world = globalThis as {
  witnessmarkLists?: { readonly list: typeof list; readonly rows: typeof rows }
}
world.witnessmarkLists ??= { list, rows }
