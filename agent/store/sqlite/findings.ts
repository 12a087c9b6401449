import type { Finding } from '../../../common/model/index.ts'
import type { Store, Verdict } from '../store.ts'
import { HERE, STOOD, text, textOrNull } from './context.ts'
import type { Context, Row } from './context.ts'

/** Findings as intervals: a row as long as a finding stays word for word the same. */
export function findingStore({
  prepare,
  write,
  walk,
}: Context): Pick<
  Store,
  | 'putFindings'
  | 'findingsBetween'
  | 'verdicts'
  | 'findings'
  | 'eachFinding'
  | 'changedFindings'
  | 'findingHistory'
  | 'findingTimes'
> {
  const open = prepare(
    'SELECT rowid, finding = ? AS same, valid_from FROM finding WHERE tenant = ? AND id = ? AND valid_to IS NULL',
  )
  const openRows = prepare('SELECT rowid FROM finding WHERE tenant = ? AND valid_to IS NULL')
  // The finding in a row says of which one it is; the row's own id is an index.
  const verdicts = prepare(
    `SELECT finding ->> 'id' AS id, finding ->> 'check' AS "check", finding ->> 'outcome' AS outcome, finding ->> 'since' AS since, finding ->> 'exception' AS exception FROM finding WHERE tenant = ? AND valid_to IS NULL`,
  )
  const close = prepare(`UPDATE finding SET valid_to = ?, to_entry = ${HERE} WHERE rowid = ?`)
  const insert = prepare(
    `INSERT INTO finding (id, tenant, finding, run, valid_from, from_entry) VALUES (?, ?, ?, ?, ?, ${HERE})`,
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
  const one = prepare('SELECT finding FROM finding WHERE rowid = ? AND tenant = ?')
  const history = prepare(
    `SELECT finding, valid_from, valid_to FROM finding WHERE id = ? AND tenant = finding ->> 'tenant' ORDER BY from_entry, rowid`,
  )

  const times = prepare(
    'SELECT valid_from AS at FROM finding WHERE tenant = ? UNION SELECT valid_to FROM finding WHERE tenant = ? AND valid_to IS NOT NULL ORDER BY 1',
  )

  const changed = prepare(
    `SELECT n.finding AS after, (SELECT b.finding FROM finding b WHERE b.id = n.id AND b.tenant = n.tenant AND b.from_entry <= ?1 AND (b.to_entry IS NULL OR b.to_entry > ?1)) AS before
    FROM finding n WHERE n.from_entry > ?1 AND n.from_entry <= ?2 AND (n.to_entry IS NULL OR n.to_entry > ?2) AND n.tenant = n.finding ->> 'tenant' ORDER BY n.tenant, n.id`,
  )

  return {
    async changedFindings(after, upTo) {
      return changed.all(after, upTo).flatMap(row => {
        const [before, now] = [textOrNull(row, 'before'), text(row, 'after')]
        const found = { before: before === null ? null : line(before), after: line(now) }
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
    async findingTimes(tenant) {
      return times.all(tenant, tenant).map(row => text(row, 'at'))
    },
    putFindings: write((tenant, run, at, findings) => {
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
        stand.add(Number(insert.run(finding.id, tenant, json, run, at).lastInsertRowid))
        changed++
      }
      for (const row of openRows.all(tenant)) {
        const rowid = Number(row['rowid'])
        if (stand.has(rowid)) continue
        close.run(at, rowid)
        changed++
      }
      return changed
    }),
    async verdicts(tenant) {
      const found = new Map<string, Verdict>()
      for (const row of verdicts.iterate(tenant))
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
      for (const rowid of rows) {
        const row = one.get(rowid, tenant)
        if (row) yield parse(row)
      }
    }),
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

function parse(row: Row): Finding {
  return line(text(row, 'finding'))
}

function line(json: string): Finding {
  return JSON.parse(json) as Finding
}
