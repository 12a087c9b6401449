import { createHash } from 'node:crypto'
import type { Store } from '../store.ts'
import type { Context } from './context.ts'

/** Everything that counts as current of a tenant, in an order that no insertion changes. */
const current = [
  `SELECT type, id, name, parent_type, parent_id, valid_from FROM resource
    WHERE tenant = ? AND valid_to IS NULL ORDER BY type, id, valid_from, name`,
  `SELECT s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from
    FROM observation o JOIN subject s ON s.id = o.subject
    WHERE s.tenant = ? AND o.valid_to IS NULL ORDER BY s.type, s.resource, s.setting, s.source, o.valid_from, o.value`,
  `SELECT type, reason, detail FROM unlisted WHERE tenant = ? ORDER BY type`,
  `SELECT id, finding, valid_from FROM finding
    WHERE tenant = ? AND valid_to IS NULL ORDER BY id, valid_from, finding`,
] as const

/** What the next judgement starts from, and what views show, as one digest. */
export function currentStore({ prepare }: Context): Pick<Store, 'currentDigest' | 'version'> {
  const statements = current.map(sql => prepare(sql))
  const version = prepare('PRAGMA data_version')
  return {
    async currentDigest(tenant) {
      const hash = createHash('sha256')
      for (const statement of statements) {
        for (const row of statement.iterate(tenant))
          hash.update(`${JSON.stringify(Object.values(row))}\n`)
        hash.update('\n')
      }
      return hash.digest('hex')
    },
    async version() {
      return String(version.get()?.['data_version'])
    },
  }
}
