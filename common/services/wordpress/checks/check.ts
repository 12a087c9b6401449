import type { CheckSource } from '../../../model/check.ts'

/** Steps that were followed in WordPress 6.1. @param path the page's place in the menu */
export function inConsole(path: string, step: string): CheckSource['remediation'] {
  return { steps: [`Open ${path}`, step, 'Save Changes'], seen: '2026-11-23' }
}
