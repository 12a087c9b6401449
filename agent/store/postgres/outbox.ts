import { outboxWrites } from '../outbox-writes.ts'
import { text } from '../row.ts'
import { deliveryOf } from '../run-rows.ts'
import type { Store } from '../store.ts'
import { conditions, inserting } from './context.ts'
import type { Context } from './context.ts'
import type { Value } from './values.ts'

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
  query,
  writeAside: write,
  removals,
}: Context): Pick<Store, OutboxMethods> {
  const writes = outboxWrites(removals)
  const change = async (sql: string, values: readonly Value[]): Promise<number> => {
    const changed = await query(`${sql} RETURNING id, channel`, values)
    writes.note(changed.map(row => ({ id: text(row, 'id'), channel: text(row, 'channel') })))
    return changed.length
  }
  const insert = inserting(
    query,
    'outbox',
    {
      id: 'text',
      channel: 'text',
      alert: 'text',
      state: 'text',
      made_at: 'text',
      due_at: 'text',
    },
    'ON CONFLICT (id, channel) DO NOTHING',
  )
  return {
    putDeliveries: write(async deliveries => {
      writes.note(deliveries)
      await insert(
        deliveries.map(({ id, channel, alert, state, madeAt, dueAt }) => [
          id,
          channel,
          alert,
          state,
          madeAt,
          dueAt,
        ]),
      )
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
      const most = limit === undefined ? '' : ` LIMIT ${Math.trunc(limit)}`
      return (await query(`SELECT * FROM outbox${where}${order}${most}`, values)).map(deliveryOf)
    },
    attempted: write(async ({ id, channel }, { state, problem, at }) => {
      await change(
        'UPDATE outbox SET state = $1, tries = tries + 1, problem = $2, sent_at = $3 WHERE id = $4 AND channel = $5',
        [state, problem, state === 'sent' ? at : null, id, channel],
      )
    }),
    postpone: write(async (channel, until) => {
      await change(
        `UPDATE outbox SET due_at = greatest(due_at, $1) WHERE channel = $2 AND state = 'waiting'`,
        [until, channel],
      )
    }),
    hasten: write(async (after, at) => {
      await change(`UPDATE outbox SET due_at = $2 WHERE state = 'waiting' AND due_at > $1`, [
        after,
        at,
      ])
    }),
    resend: write((id, at) =>
      change(
        `UPDATE outbox SET state = 'waiting', tries = 0, made_at = $1, due_at = $1 WHERE id = $2 AND state <> 'sent'`,
        [at, id],
      ),
    ),
    pruneDeliveries: write(async before => {
      await change(`DELETE FROM outbox WHERE state IN ('sent', 'dead') AND made_at < $1`, [before])
    }),
    outboxWrites: count => writes.after(count),
  }
}
