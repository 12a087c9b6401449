import { setImmediate as turn } from 'node:timers/promises'
import type { Finding } from '../../../common/model/index.ts'
import { keyOf, leafOf, line, parse, reasonOf } from '../finding-rows.ts'
import type { FindingHead, FindingKey, FindingLeaf, Judged, Store, Verdict } from '../store.ts'
import {
  ahead,
  bytesOrNull,
  eachOf,
  HERE,
  listOf,
  STOOD,
  text,
  textOrNull,
  THINGS,
} from './context.ts'
import type { Context, Row, Statement } from './context.ts'

/** Leaves that are read together. */
const LEAVES = 4096

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
  const { prepare, write, walk, touch, written, atOnce } = context
  /** Walks through the current ones of a tenant: of some things, of some checks, or all. */
  function ofJudged(columns: string) {
    const ofTenant = `SELECT ${columns} FROM finding f WHERE f.tenant = ?2 AND f.valid_to IS NULL`
    const ofThings = `SELECT ${columns} FROM ${THINGS} CROSS JOIN finding f ON f.tenant = ?2 AND f.resource_type = thing.type AND f.resource_id = thing.id AND f.valid_to IS NULL`
    const ofChecks = ' AND f."check" IN (SELECT value FROM json_each(?3))'
    const [all, byCheck] = [prepare(ofTenant), prepare(`${ofTenant}${ofChecks}`)]
    const byThing = prepare(ofThings)
    const byBoth = prepare(
      `SELECT ${columns} FROM ${THINGS} CROSS JOIN json_each(?3) AS judged CROSS JOIN finding f ON f.tenant = ?2 AND f.id = ?2 || '/' || judged.value || '/' || thing.id AND f.valid_to IS NULL`,
    )
    return (tenant: string, { checks, things }: Judged): Iterable<Row> => {
      const some = [things ? listOf(things) : null, tenant, checks ? JSON.stringify(checks) : null]
      const statement = things ? (checks ? byBoth : byThing) : checks ? byCheck : all
      // Of some things there are few, and all at once is quicker than one by one.
      return things ? statement.all(...some) : statement.iterate(...some)
    }
  }
  const open = prepare(
    'SELECT rowid, finding = ? AS same, valid_from FROM finding WHERE tenant = ? AND id = ? AND valid_to IS NULL',
  )
  const openRows = ofJudged('f.rowid')
  // The finding in a row says of which one it is; the row's own id is an index.
  const verdicts = ofJudged(
    `f.finding ->> 'id' AS id, f."check", f.outcome, f.since, f.finding ->> 'exception' AS exception`,
  )
  const judgedThings = prepare(
    'SELECT DISTINCT resource_type AS type, resource_id AS id FROM finding WHERE tenant = ? AND valid_to IS NULL',
  )
  const close = prepare(`UPDATE finding SET valid_to = ?, to_entry = ${HERE} WHERE rowid = ?`)
  const insert = prepare(
    `INSERT INTO finding (id, tenant, finding, leaf, run, valid_from, from_entry) VALUES (?, ?, ?, ?, ?, ?, ${HERE})`,
  )
  const asOf = prepare(`SELECT finding FROM finding WHERE tenant = ? AND ${STOOD} ORDER BY id`)
  const now = prepare(
    'SELECT finding FROM finding WHERE tenant = ? AND valid_to IS NULL ORDER BY id',
  )
  const rowsAsOf = prepare(`SELECT rowid FROM finding WHERE tenant = ? AND ${STOOD} ORDER BY id`)
  const rowsNow = prepare(
    'SELECT rowid FROM finding WHERE tenant = ? AND valid_to IS NULL ORDER BY id',
  )
  const ended = prepare(
    'SELECT finding FROM finding WHERE tenant = ? AND to_entry > ? AND to_entry <= ? AND from_entry <= ? ORDER BY id',
  )
  const began = prepare(
    'SELECT finding FROM finding WHERE tenant = ? AND from_entry > ? AND from_entry <= ? AND (to_entry IS NULL OR to_entry > ?) ORDER BY id',
  )
  const leavesOf = `SELECT id, leaf, CASE WHEN leaf IS NULL THEN finding END AS finding FROM finding WHERE tenant = ? AND valid_to IS NULL`
  const leaves = prepare(`${leavesOf} AND id > ? ORDER BY id LIMIT ${LEAVES}`)
  const someLeaves = prepare(`${leavesOf} AND id >= ? ORDER BY id LIMIT ?`)
  // What came after a place is few: sorted afterwards, not found in an order of all (`+id`).
  const cameAfter = prepare(
    'SELECT id FROM finding WHERE tenant = ? AND from_entry > ? AND valid_to IS NULL ORDER BY +id',
  )
  const wentAfter = prepare(
    'SELECT id FROM finding WHERE tenant = ? AND to_entry > ? AND from_entry <= ? ORDER BY +id',
  )
  const some = prepare(
    'SELECT rowid, finding FROM finding WHERE rowid IN (SELECT value FROM json_each(?)) AND +tenant = ?',
  )
  const history = prepare(
    `SELECT finding, valid_from, valid_to FROM finding WHERE id = ? AND tenant = finding ->> 'tenant' ORDER BY from_entry, rowid`,
  )

  const stoodBetween = prepare(
    'SELECT rowid FROM finding WHERE tenant = ? AND from_entry <= ? AND (to_entry IS NULL OR to_entry > ?) ORDER BY id, from_entry, rowid',
  )
  const oneBetween = prepare(
    'SELECT rowid FROM finding WHERE id = ? AND tenant = ? AND from_entry <= ? AND (to_entry IS NULL OR to_entry > ?) ORDER BY from_entry, rowid',
  )
  const placed = prepare(
    'SELECT rowid, finding, from_entry, to_entry FROM finding WHERE rowid IN (SELECT value FROM json_each(?)) AND +tenant = ?',
  )

  const times = prepare(
    'SELECT valid_from AS at FROM finding WHERE tenant = ? UNION SELECT valid_to FROM finding WHERE tenant = ? AND valid_to IS NOT NULL ORDER BY 1',
  )

  // A plus keeps SQLite from looking through all that the tenant ever had for each that changed.
  const changed = prepare(
    `SELECT n.finding AS after, b.finding AS before, b.from_entry AS stood_from,
      CASE WHEN b.outcome = 'unknown' THEN (SELECT k.finding FROM finding k
        WHERE k.id = n.id AND +k.tenant = n.tenant AND k.from_entry < b.from_entry AND k.outcome <> 'unknown' ORDER BY k.from_entry DESC, k.rowid DESC LIMIT 1) END AS known
    FROM finding n LEFT JOIN finding b ON b.id = n.id AND +b.tenant = n.tenant AND b.from_entry <= ?1 AND (b.to_entry IS NULL OR b.to_entry > ?1) WHERE n.tenant = ?3 AND n.from_entry > ?1 AND n.from_entry <= ?2 AND (n.to_entry IS NULL OR n.to_entry > ?2) AND n.tenant = n.finding ->> 'tenant'
    AND (b.id IS NULL OR b.outcome <> n.outcome OR (b.finding ->> 'disagreement' IS NULL) <> (n.finding ->> 'disagreement' IS NULL)) ORDER BY n.id`,
  )
  const tenants = prepare(eachOf('finding', 'tenant'))
  // Check after check: over all of a large tenant it takes so long that others would wait.
  const checks = prepare(
    `WITH RECURSIVE one ("check") AS (SELECT (SELECT min("check") FROM finding INDEXED BY finding_listed WHERE tenant = ?1 AND valid_to IS NULL)
      UNION ALL SELECT (SELECT min("check") FROM finding INDEXED BY finding_listed WHERE tenant = ?1 AND valid_to IS NULL AND "check" > one."check") FROM one WHERE one."check" IS NOT NULL)
    SELECT "check" FROM one WHERE "check" IS NOT NULL`,
  )
  const groups = prepare(
    `SELECT "check", outcome, accepted, severity, count(*) AS count, min(id) AS first, max(since) AS since, count(reason) AS reasoned, min(reason) AS reason, max(reason) AS other
    FROM finding WHERE tenant = ? AND valid_to IS NULL AND "check" = ? GROUP BY "check", outcome, accepted, severity`,
  )
  const ofKey =
    'tenant = ?1 AND valid_to IS NULL AND "check" = ?2 AND outcome = ?3 AND accepted = ?4 AND severity = ?5'
  const reasons = prepare(
    `SELECT reason, count(*) AS count FROM finding WHERE ${ofKey} GROUP BY reason ORDER BY reason`,
  )
  const page = prepare(`SELECT finding FROM finding WHERE rowid IN (
    SELECT rowid FROM finding WHERE ${ofKey} AND (?8 IS NULL OR reason = ?8) AND id NOT IN (SELECT value FROM json_each(?9))
    ORDER BY id LIMIT ?6 OFFSET ?7) ORDER BY id`)
  const behind = prepare(
    `SELECT finding FROM finding WHERE tenant = ?1 AND valid_to IS NULL AND id > ?2
      AND (?4 IS NULL OR "check" = ?4) AND (?5 IS NULL OR outcome = ?5) AND (?6 IS NULL OR severity = ?6) ORDER BY id LIMIT ?3`,
  )
  const byId = prepare(
    'SELECT finding FROM finding WHERE tenant = ? AND id = ? AND valid_to IS NULL',
  )
  const about = prepare(
    `SELECT id, "check", outcome, accepted, severity, reason FROM finding
    WHERE tenant = ? AND resource_type = ? AND resource_id = ? AND valid_to IS NULL`,
  )
  const tally = prepare(
    `SELECT "check", metric, outcome, grade, exception, count(*) AS count, min(id) AS first, max(since) AS since
    FROM finding WHERE tenant = ? AND valid_to IS NULL AND "check" = ? GROUP BY "check", metric, outcome, grade, exception ORDER BY "check", metric, outcome, grade, exception`,
  )
  const wrong = prepare(
    `SELECT "check", count(*) AS count FROM (SELECT DISTINCT "check", id FROM finding
      WHERE tenant = ? AND from_entry <= ? AND (to_entry IS NULL OR to_entry > ?) AND outcome IN ('fail', 'unknown')) GROUP BY "check"`,
  )

  const ofChecks = (statement: Statement, tenant: string): readonly (() => Row[])[] =>
    checks.all(tenant).map(row => () => statement.all(tenant, text(row, 'check')))
  /** All of one moment: at once, where somebody wrote in between. */
  const eachCheck = async (statement: Statement, tenant: string): Promise<Row[]> => {
    const before = JSON.stringify(written())
    const found: Row[] = []
    for (const rows of ofChecks(statement, tenant)) {
      found.push(...rows())
      await turn()
    }
    return JSON.stringify(written()) === before
      ? found
      : atOnce(() => ofChecks(statement, tenant).flatMap(rows => rows()))
  }

  return {
    async tally(tenant) {
      return (await eachCheck(tally, tenant)).map(row => ({
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
      return new Map(
        wrong
          .all(tenant, upTo, after)
          .map(row => [text(row, 'check'), Number(row['count'])] as const),
      )
    },
    async changedFindings(after, upTo) {
      const rows = tenants.all().flatMap(row => changed.all(after, upTo, text(row, 'tenant')))
      return rows.flatMap(row => {
        const [before, now] = [textOrNull(row, 'before'), text(row, 'after')]
        const stoodFrom = before === null ? null : Number(row['stood_from'])
        const known = textOrNull(row, 'known')
        const found = {
          before: before === null ? null : line(before),
          known: known === null ? null : line(known),
          after: line(now),
          stoodFrom,
        }
        return found.before?.outcome === found.after.outcome &&
          Boolean(found.before.disagreement) === Boolean(found.after.disagreement)
          ? []
          : [found]
      })
    },
    async findingsBetween(tenant, from, to) {
      const [low, high] = [Math.min(from, to), Math.max(from, to)]
      const gone = ended.all(tenant, low, high, low).map(parse)
      const come = began.all(tenant, low, high, high).map(parse)
      return from <= to ? { before: gone, after: come } : { before: come, after: gone }
    },
    findingLeaves: walk(async function* (tenant, which) {
      const read = (row: Row): FindingLeaf => ({
        id: text(row, 'id'),
        // Earlier versions, and an erasure, leave a line without its leaf.
        hash: bytesOrNull(row, 'leaf') ?? leafOf(text(row, 'finding')),
      })
      if (which) return yield* someLeaves.all(tenant, which.from, which.limit).map(read)
      for (let after = ''; ;) {
        const rows = leaves.all(tenant, after)
        yield* rows.map(read)
        const last = rows.at(-1)
        if (rows.length < LEAVES || !last) return
        after = text(last, 'id')
      }
    }),
    async replacedFindings(tenant, after) {
      const came = cameAfter.all(tenant, after).map(row => text(row, 'id'))
      const went = wentAfter.all(tenant, after, after).map(row => text(row, 'id'))
      const same = came.length === went.length && came.every((id, index) => id === went[index])
      return same ? came : null
    },
    async judgedThings(tenant) {
      return judgedThings.all(tenant).map(row => ({ type: text(row, 'type'), id: text(row, 'id') }))
    },
    async findingTimes(tenant) {
      return times.all(tenant, tenant).map(row => text(row, 'at'))
    },
    putFindings: write((tenant, run, at, findings, judged = {}) => {
      const stand = new Set<number>()
      let changed = 0
      for (const finding of findings) {
        const json = JSON.stringify(finding)
        const previous = open.get(json, tenant, finding.id)
        // One that begins after now was written under a clock ahead: it begins anew.
        if (previous?.['same'] === 1 && text(previous, 'valid_from') <= at) {
          stand.add(Number(previous['rowid']))
          continue
        }
        if (previous) close.run(at, Number(previous['rowid']))
        stand.add(
          Number(insert.run(finding.id, tenant, json, leafOf(json), run, at).lastInsertRowid),
        )
        changed++
      }
      const gone: number[] = []
      for (const row of openRows(tenant, judged)) {
        const rowid = Number(row['rowid'])
        if (!stand.has(rowid)) gone.push(rowid)
      }
      for (const rowid of gone) close.run(at, rowid)
      changed += gone.length
      if (changed > 0) touch(tenant, null)
      return changed
    }),
    async verdicts(tenant, judged = {}) {
      const found = new Map<string, Verdict>()
      for (const row of verdicts(tenant, judged))
        found.set(text(row, 'id'), {
          check: text(row, 'check'),
          outcome: text(row, 'outcome') as Verdict['outcome'],
          since: text(row, 'since'),
          exception: textOrNull(row, 'exception'),
        })
      return found
    },
    async findings(tenant, when) {
      return (when === undefined ? now.all(tenant) : asOf.all(tenant, when, when)).map(parse)
    },
    eachFinding: walk(async function* (tenant, when) {
      // Places first, which are small; a cursor left open over the whole would block writers.
      const rows: number[] = []
      for (const row of when === undefined
        ? rowsNow.iterate(tenant)
        : rowsAsOf.iterate(tenant, when, when))
        rows.push(Number(row['rowid']))
      for (const row of ahead(context, rows, places => some.all(places, tenant))) yield parse(row)
    }),
    findingRows: walk(async function* (tenant, { from, to, id }) {
      // Places first, as above.
      const rows: number[] = []
      for (const row of id === undefined
        ? stoodBetween.iterate(tenant, to, from)
        : oneBetween.iterate(id, tenant, to, from))
        rows.push(Number(row['rowid']))
      for (const row of ahead(context, rows, places => placed.all(places, tenant))) {
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
      return (await eachCheck(groups, tenant)).map(row => {
        const key = keyOf(row)
        const count = Number(row['count'])
        // Of most there is none, or the same of all.
        const alike =
          Number(row['reasoned']) === 0 ||
          (Number(row['reasoned']) === count && row['reason'] === row['other'])
        return {
          ...key,
          count,
          first: text(row, 'first'),
          since: text(row, 'since'),
          reasons: alike
            ? [{ reason: reasonOf(row), count }]
            : reasons
                .all(...valuesOf(tenant, key))
                .map(item => ({ reason: reasonOf(item), count: Number(item['count']) })),
        }
      })
    },
    async findingPage(tenant, key, { from, limit, reason = null, except = [] }) {
      const values = [
        ...valuesOf(tenant, key),
        limit,
        from,
        reason,
        JSON.stringify(except),
      ] as const
      return page.all(...values).map(parse)
    },
    async findingsAfter(tenant, id, limit, { check, outcome, severity } = {}) {
      const like = [check ?? null, outcome ?? null, severity ?? null]
      return behind.all(tenant, id, limit, ...like).map(parse)
    },
    async finding(tenant, id) {
      const row = byId.get(tenant, id)
      return row ? parse(row) : null
    },
    async findingsAbout(tenant, things) {
      return things.flatMap(({ type, id }) =>
        about.all(tenant, type, id).map((row): FindingHead => ({
          ...keyOf(row),
          id: text(row, 'id'),
          reason: reasonOf(row),
        })),
      )
    },
    async findingHistory(id) {
      // A row's own id is an index; the finding in it says of which one it is. Rows are sealed by tenant.
      const rows = history.all(id).filter(row => parse(row).id === id)
      return rows.map(row => ({
        finding: parse(row),
        from: text(row, 'valid_from'),
        to: textOrNull(row, 'valid_to'),
      }))
    },
  }
}

function valuesOf(tenant: string, { check, outcome, accepted, severity }: FindingKey) {
  return [tenant, check, outcome, Number(accepted), severity] as const
}
