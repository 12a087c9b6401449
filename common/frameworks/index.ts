import type { Framework } from '../model/framework.ts'

/** External catalogues: ids and our own short titles. One line a framework. */
export const frameworks: readonly Framework[] = [
]
