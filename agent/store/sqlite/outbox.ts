import { deliveryOf } from '../run-rows.ts'
import type { Store } from '../store.ts'
import { conditions } from './context.ts'
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
  let writes = 0
  const count = (changes: number | bigint): number => {
    writes += Number(changes)
    return Number(changes)
  }
  const insert = prepare(
    'INSERT OR IGNORE INTO outbox (id, channel, alert, state, made_at, due_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const attempt = prepare(
    'UPDATE outbox SET state = ?, tries = tries + 1, problem = ?, sent_at = ? WHERE id = ? AND channel = ?',
  )
  const later = prepare(
    `UPDATE outbox SET due_at = max(due_at, ?) WHERE channel = ? AND state = 'waiting'`,
  )
  const sooner = prepare(`UPDATE outbox SET due_at = ?2 WHERE state = 'waiting' AND due_at > ?1`)
  const again = prepare(
    `UPDATE outbox SET state = 'waiting', tries = 0, made_at = ?, due_at = ? WHERE id = ? AND state <> 'sent'`,
  )
  const old = prepare(`DELETE FROM outbox WHERE state IN ('sent', 'dead') AND made_at < ?`)
  return {
    putDeliveries: write(deliveries => {
      for (const { id, channel, alert, state, madeAt, dueAt } of deliveries)
        count(insert.run(id, channel, alert, state, madeAt, dueAt).changes)
    }),
    async deliveries({ state, channel, dueBy, limit } = {}) {
      const { where, values } = conditions([
        ['state = ?', state],
        ['channel = ?', channel],
        ['due_at <= ?', dueBy],
      ])
      // What was tried least comes first: one that a channel never takes holds up no other.
      const order = ' ORDER BY tries, made_at, id, channel'
      const most = limit === undefined ? '' : ` LIMIT ${Math.trunc(limit)}`
      return prepare(`SELECT * FROM outbox${where}${order}${most}`)
        .all(...values)
        .map(deliveryOf)
    },
    attempted: write(({ id, channel }, { state, problem, at }) => {
      count(attempt.run(state, problem, state === 'sent' ? at : null, id, channel).changes)
    }),
    postpone: write((channel, until) => {
      count(later.run(until, channel).changes)
    }),
    hasten: write((after, at) => {
      count(sooner.run(after, at).changes)
    }),
    resend: write((id, at) => count(again.run(at, at, id).changes)),
    pruneDeliveries: write(before => {
      count(old.run(before).changes)
    }),
    outboxWrites: () => writes + written().removals,
  }
}
