import { canonical } from '../../../common/log/canonical.ts'
import { HASH, pagesOf, toCheckpoint, toEvidence, toHead } from '../log-rows.ts'
import type { Store } from '../store.ts'
import { bodyStore, NOTHING } from './bodies.ts'
import { bytes, bytesOrNull, conditions, inserting, preparedOnce, textOrNull } from './context.ts'
import type { Context, Row } from './context.ts'

type LogMethods =
  | 'appendLeaves'
  | 'logSize'
  | 'leaves'
  | 'putNodes'
  | 'node'
  | 'nodes'
  | 'putCheckpoint'
  | 'checkpoints'
  | 'anchorCheckpoint'
  | 'putEvidence'
  | 'evidence'
  | 'entries'
  | 'evidenceHeads'
  | 'evidenceSpan'
  | 'lastEvidence'
  | 'evidenceOf'
  | 'eraseEvidence'

/** Bytes from which on a body is none to read many of at once. */
const LONG = 65_536

/** Leaves, subtree hashes, checkpoints and evidence bodies. Append-only but for erasure. */
export function logStore({ prepare, write, walk }: Context): Pick<Store, LogMethods> {
  const size = prepare('SELECT coalesce(max(idx) + 1, 0) AS size FROM leaf')
  const span = prepare(
    'SELECT (SELECT min(idx) FROM evidence) AS first, (SELECT max(idx) FROM evidence) AS last',
  )
  const insertLeaves = inserting(prepare, 'leaf', ['idx', 'leaf', 'hash'])
  const range = prepare(
    'SELECT idx, leaf, hash FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT 1000',
  )
  const insertNodes = inserting(prepare, 'node', ['level', 'idx', 'hash'])
  const node = prepare('SELECT hash FROM node WHERE level = ? AND idx = ?')
  // As one text: a value for each costs three times as much.
  const nodeRange = prepare(
    `SELECT group_concat(hex(hash), '') AS hashes
      FROM (SELECT hash FROM node WHERE level = ? AND idx >= ? AND idx < ? AND length(hash) = ${HASH} ORDER BY idx)`,
  )
  // Long bodies are read one by one: a page has to fit into memory, and costs least where it stays in a
  // processor's own.
  const entryRange = prepare(
    `SELECT leaf.idx, leaf, hash, evidence.idx AS beside, run, tenant, kind, media_type, length, commitment, salt, iif(max(length, length(body)) <= ${LONG}, body, NULL) AS body, base, max(length, length(body)) > ${LONG} AS long, ipe, personal
      FROM leaf LEFT JOIN evidence ON evidence.idx = leaf.idx WHERE leaf.idx >= ? AND leaf.idx < ? ORDER BY leaf.idx LIMIT 100`,
  )
  const insertCheckpoint = prepare(
    'INSERT INTO checkpoint (size, root, note, at, run, token, token_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const anchor = prepare(
    'UPDATE checkpoint SET note = ?, token = coalesce(?, token), token_at = coalesce(?, token_at) WHERE note = ?',
  )
  const insertEvidence = inserting(prepare, 'evidence', [
    'idx',
    'run',
    'tenant',
    'kind',
    'media_type',
    'length',
    'commitment',
    'salt',
    'body',
    'ipe',
    'personal',
    'base',
  ])
  const oneEvidence = prepare('SELECT * FROM evidence WHERE idx = ?')
  const newestEvidence = prepare(
    'SELECT * FROM evidence WHERE kind = ? AND tenant = ? ORDER BY idx DESC LIMIT 1',
  )
  const erase = prepare('UPDATE evidence SET salt = NULL, body = NULL, base = NULL WHERE idx = ?')
  // A reply that can no longer be shown must be asked for again, not confirmed by a 304.
  const forget = prepare('DELETE FROM cache WHERE evidence = ?')
  const bodies = bodyStore({ prepare })
  const { bodyOf } = bodies
  const logSize = (): number => Number(size.get()?.['size'])
  const once = preparedOnce(prepare)

  return {
    appendLeaves: write(leaves => {
      const first = logSize()
      insertLeaves(leaves.map(({ leaf, hash }, offset) => [first + offset, leaf, hash]))
      return first
    }),
    async logSize() {
      return logSize()
    },
    leaves: walk(async function* (from, to) {
      for (let next = from; next < to;) {
        const rows = range.all(next, to)
        if (rows.length === 0) return
        for (const row of rows)
          yield { index: Number(row['idx']), leaf: bytes(row, 'leaf'), hash: bytes(row, 'hash') }
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    putNodes: write(nodes => {
      insertNodes(nodes.map(item => [item.level, item.index, item.hash]))
    }),
    async node(level, index) {
      return bytesOrNull(node.get(level, index) ?? {}, 'hash')
    },
    async nodes(level, from, to) {
      const hex = textOrNull(nodeRange.get(level, from, to) ?? {}, 'hashes') ?? ''
      return hex.length === 2 * HASH * (to - from) ? Buffer.from(hex, 'hex') : null
    },
    putCheckpoint: write(item => {
      insertCheckpoint.run(
        item.size,
        item.root,
        item.note,
        item.at,
        item.run,
        item.token,
        item.tokenAt,
      )
    }),
    async checkpoints(filter = {}) {
      const { where, values } = conditions([
        ['at >= ?', filter.from],
        ['at <= ?', filter.to],
        ['size >= ?', filter.after],
      ])
      const order = filter.last ? 'size DESC, rowid DESC LIMIT 1' : 'size, rowid'
      return once(`SELECT * FROM checkpoint${where} ORDER BY ${order}`)
        .all(...values)
        .map(toCheckpoint)
    },
    anchorCheckpoint: write((before, { note, token, tokenAt }) => {
      anchor.run(note ?? before, token ?? null, tokenAt ?? null, before)
    }),
    putEvidence: write(evidence => {
      insertEvidence(
        evidence.map(({ like, ...item }) => {
          const { body, base } = item.body ? bodies.keep(item.body, like) : NOTHING
          return [
            item.index,
            item.run,
            item.tenant,
            item.kind,
            item.mediaType,
            item.length,
            item.commitment,
            item.salt,
            body,
            canonical(item.ipe),
            item.personal ? 1 : 0,
            base,
          ]
        }),
      )
    }),
    async evidence(index) {
      const row = oneEvidence.get(index)
      return row ? toEvidence(row, bodyOf) : null
    },
    entries: walk(async function* (from, to) {
      for (let next = from; next < to;) {
        const rows = entryRange.lists(next, to).map(entryRow)
        if (rows.length === 0) return
        yield* pagesOf(rows, row =>
          toEvidence(
            row['long'] === 1 ? (oneEvidence.get(Number(row['idx'])) ?? row) : row,
            bodyOf,
          ),
        )
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    evidenceHeads: walk(async function* (filter) {
      const { where, values } = conditions([
        ['kind = ?', filter.kind],
        ['tenant = ?', filter.tenant],
        [`ipe ->> 'recordedAt' >= ?`, filter.from],
        [`ipe ->> 'recordedAt' <= ?`, filter.to],
      ])
      const page = once(
        `SELECT idx, run, tenant, kind, media_type, length, commitment, ipe, personal, body IS NULL AS erased FROM evidence${where}${where ? ' AND' : ' WHERE'} idx >= ? ORDER BY idx LIMIT 1000`,
      )
      for (let next = filter.after ?? 0; ;) {
        const rows = page.all(...values, next)
        for (const row of rows) yield toHead(row)
        if (rows.length < 1000) return
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    async evidenceSpan() {
      const { first = null, last = null } = span.get() ?? {}
      return first === null ? null : { first: Number(first), last: Number(last) }
    },
    async lastEvidence(kind, tenant) {
      const row = newestEvidence.get(kind, tenant)
      return row ? toEvidence(row, bodyOf) : null
    },
    evidenceOf: walk(async function* (filter) {
      const { where, values } = conditions([
        ['run = ?', filter.run],
        ['tenant = ?', filter.tenant],
        [`ipe ->> 'recordedAt' >= ?`, filter.from],
        [`ipe ->> 'recordedAt' <= ?`, filter.to],
      ])
      // Indexes first, bodies one by one: a year of evidence does not fit into memory, and a cursor
      // left open would block writers.
      const indexes = prepare(`SELECT idx FROM evidence${where} ORDER BY idx`)
        .all(...values)
        .map(row => Number(row['idx']))
      for (const index of indexes) {
        const row = oneEvidence.get(index)
        if (row) yield toEvidence(row, bodyOf)
      }
    }),
    eraseEvidence: write(indexes => {
      // From the last one back: those that go, too, are not written anew for one that goes before them.
      for (const index of indexes.toSorted((a, b) => b - a)) {
        bodies.leave(index)
        erase.run(index)
        forget.run(index)
      }
    }),
  }
}

/** What `entryRange` gives, by column: of many rows at once the database names them at a higher cost. */
function entryRow(values: readonly unknown[]): Row {
  const [idx, leaf, hash, beside, run, tenant, kind, media_type, length, commitment, ...more] =
    values
  const [salt, body, base, long, ipe, personal] = more
  return {
    idx,
    leaf,
    hash,
    beside,
    run,
    tenant,
    kind,
    media_type,
    length,
    commitment,
    salt,
    body,
    base,
    long,
    ipe,
    personal,
  }
}
