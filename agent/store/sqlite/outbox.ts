import type { SQLInputValue } from 'node:sqlite'
import { outboxWrites } from '../outbox-writes.ts'
import { deliveryOf } from '../run-rows.ts'
import type { Store } from '../store.ts'
import { conditions, preparedOnce, text } from './context.ts'
import type { Context } from './context.ts'

type OutboxMethods =
  | 'putDeliveries'
  | 'deliveries'
  | 'attempted'
  | 'postpone'
  | 'hasten'
  | 'resend'
  | 'pruneDeliveries'
  | 'outboxWrites'

/** What is to be told, and to whom: a row a piece of news and channel. */
export function outboxStore({
  prepare,
  writeAside: write,
  written,
}: Context): Pick<Store, OutboxMethods> {
  const writes = outboxWrites(() => written().removals)
  /** Each statement returns the rows that it changed. */
  const changing = (sql: string) => {
    const statement = prepare(`${sql} RETURNING id, channel`)
    return (...values: SQLInputValue[]): number => {
      const changed = statement.all(...values)
      writes.note(changed.map(row => ({ id: text(row, 'id'), channel: text(row, 'channel') })))
      return changed.length
    }
  }
  const select = preparedOnce(prepare)
  const insert = changing(
    'INSERT OR IGNORE INTO outbox (id, channel, alert, state, made_at, due_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const attempt = changing(
    'UPDATE outbox SET state = ?, tries = tries + 1, problem = ?, sent_at = ? WHERE id = ? AND channel = ?',
  )
  const later = changing(
    `UPDATE outbox SET due_at = max(due_at, ?) WHERE channel = ? AND state = 'waiting'`,
  )
  const sooner = changing(`UPDATE outbox SET due_at = ?2 WHERE state = 'waiting' AND due_at > ?1`)
  const again = changing(
    `UPDATE outbox SET state = 'waiting', tries = 0, made_at = ?, due_at = ? WHERE id = ? AND state <> 'sent'`,
  )
  const old = changing(`DELETE FROM outbox WHERE state IN ('sent', 'dead') AND made_at < ?`)
  return {
    putDeliveries: write(deliveries => {
      for (const { id, channel, alert, state, madeAt, dueAt } of deliveries)
        insert(id, channel, alert, state, madeAt, dueAt)
    }),
    async deliveries({ id, state, channel, dueBy, limit } = {}) {
      const { where, values } = conditions([
        ['id = ?', id],
        ['state = ?', state],
        ['channel = ?', channel],
        ['due_at <= ?', dueBy],
      ])
      // What was tried least comes first: one that a channel never takes holds up no other.
      const order = ' ORDER BY tries, made_at, id, channel'
      return select(`SELECT * FROM outbox${where}${order} LIMIT ?`)
        .all(...values, limit ?? -1)
        .map(deliveryOf)
    },
    attempted: write(({ id, channel }, { state, problem, at }) => {
      attempt(state, problem, state === 'sent' ? at : null, id, channel)
    }),
    postpone: write((channel, until) => {
      later(until, channel)
    }),
    hasten: write((after, at) => {
      sooner(after, at)
    }),
    resend: write((id, at) => again(at, at, id)),
    pruneDeliveries: write(before => {
      old(before)
    }),
    outboxWrites: count => writes.after(count),
  }
}
