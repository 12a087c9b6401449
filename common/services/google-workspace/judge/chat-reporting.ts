import type { Value } from '../../../model/index.ts'

/** The categories under "Reporting categories" of Google Chat, as the admin log names them. */
const categories = ['HARASSMENT', 'DISCRIMINATION', 'EXPLICIT_CONTENT', 'SPAM', 'CONFIDENTIAL_INFORMATION', 'SENSITIVE_INFORMATION', 'OTHER']

/** Whether a logged value (`[system_violation: HARASSMENT, ...]`) names every category. */
export function allCategoriesReported(value: Value): boolean {
  const named = new Set(String(value ?? '').match(/[A-Z][A-Z_]+/g) ?? [])
  return categories.every(name => named.has(name))
}
