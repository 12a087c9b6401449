import type { Finding } from '../../../common/model/index.ts'
import { keyOf, leafOf, line, parse, reasonOf } from '../finding-rows.ts'
import { bytesOrNull, text, textOrNull } from '../row.ts'
import type { Row } from '../row.ts'
import type {
  FindingHead,
  FindingKey,
  FindingLeaf,
  Judged,
  Store,
  Thing,
  Verdict,
} from '../store.ts'
import { ahead, chunksOf, conditions, each, eachOf, here, inserting, stood } from './context.ts'
import type { Context } from './context.ts'
import { columnsOf, derived } from './finding-columns.ts'
import { touchParts } from './parts.ts'
import type { Value } from './values.ts'

/** Leaves that are read together; findings that are written together. */
const LEAVES = 4096
const TOGETHER = 500

const ABOUT = 'tenant = $1 AND resource_type = u.type AND resource_id = u.id AND valid_to IS NULL'

/** Compared with $2, and no index is looked for: rows that are named are read by their names. */
const OF_TENANT = `tenant || '' = $2`

/** Findings as intervals: a row as long as a finding stays word for word the same. */
export function findingStore(
  context: Context,
): Pick<
  Store,
  | 'putFindings'
  | 'findingsBetween'
  | 'verdicts'
  | 'findings'
  | 'finding'
  | 'findingsAfter'
  | 'findingGroups'
  | 'findingPage'
  | 'findingsAbout'
  | 'eachFinding'
  | 'changedFindings'
  | 'findingHistory'
  | 'findingRows'
  | 'findingTimes'
  | 'judgedThings'
  | 'findingLeaves'
  | 'replacedFindings'
  | 'tally'
  | 'wrongBetween'
> {
  const { query, write, walk, touch } = context
  const insert = inserting(
    query,
    'finding',
    {
      id: 'text',
      tenant: 'text',
      finding: 'text',
      leaf: 'bytea',
      run: 'text',
      ...derived,
      valid_from: 'text',
      from_entry: 'bigint',
    },
    'RETURNING row_id',
  )
  /** The current ones of a tenant: of some things, of some checks, or all. */
  const ofJudged = (
    columns: string,
    tenant: string,
    { checks, things }: Judged,
  ): Promise<Row[]> => {
    const about = things && [things.map(({ type }) => type), things.map(({ id }) => id)]
    const values: readonly Value[] = [tenant, ...(about ?? []), ...(checks ? [checks] : [])]
    const from = about
      ? `unnest($2::text[], $3::text[]) AS u (type, id) CROSS JOIN ${each('finding', ABOUT)} AS f`
      : 'finding f'
    const which = checks ? ` AND f."check" = ANY($${values.length}::text[])` : ''
    return query(
      `SELECT ${columns} FROM ${from} WHERE f.tenant = $1 AND f.valid_to IS NULL${which}`,
      values,
    )
  }
  /** What is current of some ids: whether it is the same word for word. */
  const openOf = async (
    tenant: string,
    lines: readonly { readonly id: string; readonly json: string }[],
  ): Promise<ReadonlyMap<string, Row>> => {
    const rows = await query(
      `SELECT f.row_id, f.id, f.finding = u.json AS same, f.valid_from, f.resource_type, f.resource_id
        FROM unnest($2::text[], $3::text[]) AS u (id, json) CROSS JOIN ${each('finding', 'tenant = $1 AND id = u.id AND valid_to IS NULL')} AS f`,
      [tenant, lines.map(({ id }) => id), lines.map(({ json }) => json)],
    )
    return new Map(rows.map(row => [text(row, 'id'), row]))
  }
  const close = async (at: string, place: number, rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return
    await query(
      'UPDATE finding SET valid_to = $1, to_entry = $2 WHERE row_id = ANY($3::bigint[])',
      [at, place, rows.map(row => Number(row['row_id']))],
    )
  }
  const idsOf = (rows: readonly Row[]): number[] => rows.map(row => Number(row['row_id']))

  return {
    async tally(tenant) {
      const rows = await query(
        `SELECT "check", metric, outcome, grade, exception, count(*) AS count, min(id) AS first, max(since) AS since
          FROM finding WHERE tenant = $1 AND valid_to IS NULL GROUP BY "check", metric, outcome, grade, exception ORDER BY "check", metric, outcome, grade, exception NULLS FIRST`,
        [tenant],
      )
      return rows.map(row => ({
        check: text(row, 'check'),
        metric: text(row, 'metric'),
        outcome: text(row, 'outcome') as Finding['outcome'],
        grade: text(row, 'grade') as Finding['grade'],
        exception: textOrNull(row, 'exception'),
        count: Number(row['count']),
        first: text(row, 'first'),
        since: text(row, 'since'),
      }))
    },
    async wrongBetween(tenant, after, upTo) {
      const rows = await query(
        `SELECT "check", count(DISTINCT id) AS count FROM finding
          WHERE tenant = $1 AND from_entry <= $2 AND (to_entry IS NULL OR to_entry > $3) AND outcome IN ('fail', 'unknown') GROUP BY 1`,
        [tenant, upTo, after],
      )
      return new Map(rows.map(row => [text(row, 'check'), Number(row['count'])] as const))
    },
    async changedFindings(after, upTo) {
      const found: Awaited<ReturnType<Store['changedFindings']>> = []
      for (const { tenant } of await query(eachOf('finding', 'tenant'))) {
        const rows = await query(
          `SELECT n.finding AS after, b.finding AS before, b.from_entry AS stood_from,
              CASE WHEN b.outcome = 'unknown' THEN (SELECT k.finding FROM finding k
                WHERE k.id = n.id AND k.tenant = n.tenant AND k.from_entry < b.from_entry AND k.outcome <> 'unknown' ORDER BY k.from_entry DESC, k.row_id DESC LIMIT 1) END AS known
            FROM finding n LEFT JOIN finding b ON b.id = n.id AND b.tenant = n.tenant AND b.from_entry <= $1 AND (b.to_entry IS NULL OR b.to_entry > $1)
            WHERE n.tenant = $3 AND n.from_entry > $1 AND n.from_entry <= $2 AND (n.to_entry IS NULL OR n.to_entry > $2) ORDER BY n.id`,
          [after, upTo, String(tenant)],
        )
        for (const row of rows) {
          const [was, known] = [lineOrNull(row, 'before'), lineOrNull(row, 'known')]
          const now = line(text(row, 'after'))
          if (now.tenant !== tenant) continue
          if (
            was?.outcome === now.outcome &&
            Boolean(was.disagreement) === Boolean(now.disagreement)
          )
            continue
          const stoodFrom = was === null ? null : Number(row['stood_from'])
          found.push({ before: was, known, after: now, stoodFrom })
        }
      }
      return found
    },
    async findingsBetween(tenant, from, to) {
      const [low, high] = [Math.min(from, to), Math.max(from, to)]
      const gone = await query(
        'SELECT finding FROM finding WHERE tenant = $1 AND to_entry > $2 AND to_entry <= $3 AND from_entry <= $2 ORDER BY id',
        [tenant, low, high],
      )
      const come = await query(
        'SELECT finding FROM finding WHERE tenant = $1 AND from_entry > $2 AND from_entry <= $3 AND (to_entry IS NULL OR to_entry > $3) ORDER BY id',
        [tenant, low, high],
      )
      const [before, after] = [gone.map(parse), come.map(parse)]
      return from <= to ? { before, after } : { before: after, after: before }
    },
    findingLeaves: walk(async function* (tenant, which) {
      const read = (row: Row): FindingLeaf => ({
        id: text(row, 'id'),
        // Earlier versions, and an erasure, leave a line without its leaf.
        hash: bytesOrNull(row, 'leaf') ?? leafOf(text(row, 'finding')),
      })
      const page = (than: string, limit: number, id: string): Promise<Row[]> =>
        query(
          `SELECT id, leaf, CASE WHEN leaf IS NULL THEN finding END AS finding FROM finding WHERE tenant = $1 AND valid_to IS NULL AND id ${than} $2 ORDER BY id LIMIT $3`,
          [tenant, id, limit],
        )
      if (which) return yield* (await page('>=', which.limit, which.from)).map(read)
      for (let after = ''; ;) {
        const rows = await page('>', LEAVES, after)
        yield* rows.map(read)
        const last = rows.at(-1)
        if (rows.length < LEAVES || !last) return
        after = text(last, 'id')
      }
    }),
    async replacedFindings(tenant, after) {
      const ids = (rows: readonly Row[]): string[] => rows.map(row => text(row, 'id')).sort()
      const came = ids(
        await query(
          'SELECT id FROM finding WHERE tenant = $1 AND from_entry > $2 AND valid_to IS NULL',
          [tenant, after],
        ),
      )
      const went = ids(
        await query(
          'SELECT id FROM finding WHERE tenant = $1 AND to_entry > $2 AND from_entry <= $2',
          [tenant, after],
        ),
      )
      const same = came.length === went.length && came.every((id, index) => id === went[index])
      return same ? came : null
    },
    async judgedThings(tenant) {
      const rows = await query(
        'SELECT DISTINCT resource_type AS type, resource_id AS id FROM finding WHERE tenant = $1 AND valid_to IS NULL ORDER BY 1, 2',
        [tenant],
      )
      return rows.map(row => ({ type: text(row, 'type'), id: text(row, 'id') }))
    },
    async findingTimes(tenant) {
      const rows = await query(
        'SELECT valid_from AS at FROM finding WHERE tenant = $1 UNION SELECT valid_to FROM finding WHERE tenant = $1 AND valid_to IS NOT NULL ORDER BY 1',
        [tenant],
      )
      return rows.map(row => text(row, 'at'))
    },
    putFindings: write(async (tenant, run, at, findings, judged = {}) => {
      const place = await here(query)
      const stand = new Set<number>()
      let changed = 0
      for (const some of chunksOf(findings, TOGETHER)) {
        const lines = some.map(finding => ({
          finding,
          id: finding.id,
          json: JSON.stringify(finding),
        }))
        const open = await openOf(tenant, lines)
        // One that begins after now was written under a clock ahead: it begins anew.
        const isSame = (row: Row | undefined): boolean =>
          row?.['same'] === true && text(row, 'valid_from') <= at
        const others = lines.filter(({ id }) => !isSame(open.get(id)))
        for (const row of open.values()) if (isSame(row)) stand.add(Number(row['row_id']))
        const replaced = others.map(({ id }) => open.get(id)).filter(row => row !== undefined)
        await close(at, place, replaced)
        const begun = await insert(
          others.map(({ finding, id, json }) => [
            id,
            tenant,
            json,
            leafOf(json),
            run,
            ...columnsOf(finding),
            at,
            place,
          ]),
        )
        for (const id of idsOf(begun)) stand.add(id)
        await touchParts(query, tenant, [
          ...others.map(({ finding }) => finding.resource),
          ...replaced.map(thingOf),
        ])
        changed += others.length
      }
      const open = await ofJudged('f.row_id, f.resource_type, f.resource_id', tenant, judged)
      const gone = open.filter(row => !stand.has(Number(row['row_id'])))
      await close(at, place, gone)
      await touchParts(query, tenant, gone.map(thingOf))
      changed += gone.length
      if (changed > 0) touch(tenant, null)
      return changed
    }),
    async verdicts(tenant, judged = {}) {
      const rows = await ofJudged(
        'f.id, f."check", f.outcome, f.since, f.exception',
        tenant,
        judged,
      )
      return new Map(
        rows.map(row => [
          text(row, 'id'),
          {
            check: text(row, 'check'),
            outcome: text(row, 'outcome') as Verdict['outcome'],
            since: text(row, 'since'),
            exception: textOrNull(row, 'exception'),
          },
        ]),
      )
    },
    async findings(tenant, when) {
      const which = when === undefined ? 'valid_to IS NULL' : stood(2)
      const rows = await query(
        `SELECT finding FROM finding WHERE tenant = $1 AND ${which} ORDER BY id`,
        when === undefined ? [tenant] : [tenant, when],
      )
      return rows.map(parse)
    },
    eachFinding: walk(async function* (tenant, when) {
      // Places first, which are small.
      const which = when === undefined ? 'valid_to IS NULL' : stood(2)
      const rows = await query(
        `SELECT row_id FROM finding WHERE tenant = $1 AND ${which} ORDER BY id`,
        when === undefined ? [tenant] : [tenant, when],
      )
      const read = (ids: readonly number[]) =>
        query(
          `SELECT row_id, finding FROM finding WHERE row_id = ANY($1::bigint[]) AND ${OF_TENANT}`,
          [ids, tenant],
        )
      for await (const row of ahead(context, idsOf(rows), read)) yield parse(row)
    }),
    findingRows: walk(async function* (tenant, { from, to, id }) {
      const { where, values } = conditions([
        ['tenant = ?', tenant],
        ['from_entry <= ?', to],
        ['(to_entry IS NULL OR to_entry > ?)', from],
        ['id = ?', id],
      ])
      const rows = await query(
        `SELECT row_id FROM finding${where} ORDER BY id, from_entry, row_id`,
        values,
      )
      const read = (ids: readonly number[]) =>
        query(
          `SELECT row_id, finding, from_entry, to_entry FROM finding WHERE row_id = ANY($1::bigint[]) AND ${OF_TENANT}`,
          [ids, tenant],
        )
      for await (const row of ahead(context, idsOf(rows), read)) {
        const finding = parse(row)
        if (id !== undefined && finding.id !== id) continue
        const end = row['to_entry']
        yield {
          finding,
          from: Number(row['from_entry']),
          to: end === null || end === undefined ? null : Number(end),
        }
      }
    }),
    async findingGroups(tenant) {
      const rows = await query(
        `SELECT "check", outcome, accepted, severity, reason, count(*) AS count, min(id) AS first, max(since) AS since
          FROM finding WHERE tenant = $1 AND valid_to IS NULL GROUP BY "check", outcome, accepted, severity, reason
          ORDER BY "check", outcome, accepted, severity, reason NULLS FIRST`,
        [tenant],
      )
      return grouped(rows)
    },
    async findingPage(tenant, key, { from, limit, reason = null, except = [] }) {
      const rows = await query(
        `SELECT finding FROM finding WHERE tenant = $1 AND valid_to IS NULL AND "check" = $2 AND outcome = $3 AND accepted = $4 AND severity = $5
          AND ($8::text IS NULL OR reason = $8) AND NOT (id = ANY($9::text[])) ORDER BY id LIMIT $6 OFFSET $7`,
        [
          tenant,
          key.check,
          key.outcome,
          Number(key.accepted),
          key.severity,
          limit,
          from,
          reason,
          except,
        ],
      )
      return rows.map(parse)
    },
    async findingsAfter(tenant, id, limit, { check, outcome, severity } = {}) {
      const { where, values } = conditions([
        ['tenant = ?', tenant],
        ['id > ?', id],
        ['"check" = ?', check],
        ['outcome = ?', outcome],
        ['severity = ?', severity],
      ])
      const rows = await query(
        `SELECT finding FROM finding${where} AND valid_to IS NULL ORDER BY id LIMIT $${values.length + 1}`,
        [...values, limit],
      )
      return rows.map(parse)
    },
    async finding(tenant, id) {
      const [row] = await query(
        'SELECT finding FROM finding WHERE tenant = $1 AND id = $2 AND valid_to IS NULL',
        [tenant, id],
      )
      return row ? parse(row) : null
    },
    async findingsAbout(tenant, things) {
      const rows = await query(
        `SELECT f.id, f."check", f.outcome, f.accepted, f.severity, f.reason FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS u (type, id, n)
          CROSS JOIN ${each('finding', ABOUT)} AS f ORDER BY u.n, f.id`,
        [tenant, things.map(({ type }) => type), things.map(({ id }) => id)],
      )
      return rows.map((row): FindingHead => ({
        ...keyOf(row),
        id: text(row, 'id'),
        reason: reasonOf(row),
      }))
    },
    async findingHistory(id) {
      const rows = await query(
        'SELECT tenant, finding, valid_from, valid_to FROM finding WHERE id = $1 ORDER BY from_entry, row_id',
        [id],
      )
      return (
        rows
          .map(row => ({ row, finding: parse(row) }))
          // A row's own id is an index; the finding in it says of which one it is. Rows are sealed by tenant.
          .filter(({ row, finding }) => finding.id === id && finding.tenant === row['tenant'])
          .map(({ row, finding }) => ({
            finding,
            from: text(row, 'valid_from'),
            to: textOrNull(row, 'valid_to'),
          }))
      )
    },
  }
}

function lineOrNull(row: Row, name: string): Finding | null {
  const json = textOrNull(row, name)
  return json === null ? null : line(json)
}

function thingOf(row: Row): Thing {
  return { type: text(row, 'resource_type'), id: text(row, 'resource_id') }
}

/** Rows that differ in their reason alone are of one group. */
function grouped(rows: readonly Row[]): Awaited<ReturnType<Store['findingGroups']>> {
  type Group = Awaited<ReturnType<Store['findingGroups']>>[number]
  const groups = new Map<string, Group>()
  for (const row of rows) {
    const key: FindingKey = keyOf(row)
    const name = JSON.stringify([key.check, key.outcome, key.accepted, key.severity])
    const [count, first, since] = [Number(row['count']), text(row, 'first'), text(row, 'since')]
    const before = groups.get(name)
    const reasons = [...(before?.reasons ?? []), { reason: reasonOf(row), count }]
    groups.set(name, {
      ...key,
      count: (before?.count ?? 0) + count,
      first: before && before.first < first ? before.first : first,
      since: before && before.since > since ? before.since : since,
      reasons,
    })
  }
  return [...groups.values()]
}
