import { metrics } from '../../../metrics.ts'
import type { Setting } from '../../../model/setting.ts'

/** Which version of a document counts, by its SHA-256 (hex). */
export const VERSION = 'policies.document.version'

/** What a document may ask for: whatever a metric with a number is held to, in its unit. */
export const settings: readonly Setting[] = [
  {
    id: VERSION,
    title: 'Version of the document',
    resource: 'document',
    type: { type: 'string' },
    personal: true,
  },
  ...metrics
    .filter(({ scale }) => scale === 'number')
    .map(({ id, title, unit }): Setting => ({
      id: `policies.document.${id}`,
      title: `${title}, as the policy says`,
      resource: 'document',
      type: unit === undefined ? { type: 'number' } : { type: 'number', unit },
      // The passage stands beside it, and may name people.
      personal: true,
    })),
]

/** The setting that has what a document says of a metric. */
export function statementOf(metric: string): string {
  return `policies.document.${metric}`
}
