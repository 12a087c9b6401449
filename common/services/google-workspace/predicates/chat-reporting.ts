import type { Value } from '../../../model/index.ts'

/** The categories under "Reporting categories" of Google Chat, as the admin log names them. */
const categories = [
  'HARASSMENT',
  'DISCRIMINATION',
  'EXPLICIT_CONTENT',
  'SPAM',
  'CONFIDENTIAL_INFORMATION',
  'SENSITIVE_INFORMATION',
  'OTHER',
]

/**
 * Whether a value as the admin log writes it (`[system_violation: HARASSMENT, ...]`), or as the
 * page's boxes give it, names every category.
 */
export function allCategoriesReported(value: Value): boolean {
  const named = new Set(String(value ?? '').match(/[A-Z][A-Z_]+/g) ?? [])
  return categories.every(name => named.has(name))
}
