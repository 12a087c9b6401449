import type { CheckSource } from '../../../model/check.ts'

/** None: that something is written speaks for no requirement. */
export const checks: readonly CheckSource[] = []
