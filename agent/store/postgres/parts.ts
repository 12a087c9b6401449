import type { Thing } from '../store.ts'
import { bucketOf, chunksOf } from './context.ts'
import type { Context } from './context.ts'

/** All that may have a current row, sorted. */
export const THINGS = `
  SELECT type, id FROM resource WHERE tenant = $1 AND valid_to IS NULL
  UNION SELECT type, resource FROM subject WHERE tenant = $1
  UNION SELECT type, '' FROM unlisted WHERE tenant = $1
  UNION SELECT resource_type, resource_id FROM finding WHERE tenant = $1 AND valid_to IS NULL ORDER BY 1, 2`

/**
 * What is current of things is another: their parts of the digest, and the buckets that they are in, are
 * made anew. The one writer says so of all that it writes; what a stranger writes is found otherwise
 * (`written`), and all rows are compared then.
 */
export async function touchParts(
  query: Context['query'],
  tenant: string,
  things: Iterable<Thing>,
): Promise<void> {
  const once = new Map<string, Thing>()
  for (const { type, id } of things) once.set(JSON.stringify([type, id]), { type, id })
  for (const some of chunksOf(once.values(), 5000)) {
    const buckets = some.map(({ id }) => bucketOf(id))
    await query(
      `INSERT INTO current_part (tenant, type, id, bucket) SELECT $1, u.type, u.id, u.bucket FROM unnest($2::text[], $3::text[], $4::integer[]) AS u (type, id, bucket)
      ON CONFLICT (tenant, type, id) DO UPDATE SET digest = NULL`,
      [tenant, some.map(({ type }) => type), some.map(({ id }) => id), buckets],
    )
    await query(
      `INSERT INTO current_bucket (tenant, bucket) SELECT $1, u.bucket FROM unnest($2::integer[]) AS u (bucket)
      ON CONFLICT (tenant, bucket) DO UPDATE SET digest = NULL`,
      [tenant, [...new Set(buckets)]],
    )
  }
}

/** All parts of all tenants are made anew: what they are of may have another name. */
export async function renewParts({ query }: Pick<Context, 'query'>): Promise<void> {
  const tenants = await query(
    `SELECT tenant FROM current_bucket UNION ${['resource', 'subject', 'unlisted', 'finding'].map(table => `SELECT tenant FROM ${table}`).join(' UNION ')}`,
  )
  await query('DELETE FROM current_part')
  await query('DELETE FROM current_bucket')
  for (const { tenant } of tenants) {
    const things = await query(THINGS, [String(tenant)])
    await touchParts(
      query,
      String(tenant),
      things.map(row => ({ type: String(row['type']), id: String(row['id']) })),
    )
  }
}
