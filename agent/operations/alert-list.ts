import { z } from 'zod'
import { Time } from '../../common/model/index.ts'
import { editedSections } from '../judge/edited-configuration.ts'
import { Alert } from '../notify/alert.ts'
import { answering, list } from './operation.ts'

const LISTED = 200

/** Channels, and what was told, waits or was given up, the latest first. */
export const alertList = answering({
  title: 'What was told, and what was not',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'alerts',
  output: z.strictObject({
    channels: list(
      z.strictObject({
        name: z.string(),
        to: z.string(),
        from: z.string(),
        /** False where only config.yaml says so, and not what the last run sealed. */
        sealed: z.boolean(),
      }),
    ),
    alerts: list(
      z.strictObject({
        id: z.uuid(),
        channel: z.string(),
        kind: Alert.shape.kind,
        title: z.string(),
        state: z.enum(['waiting', 'digest', 'sent', 'dead']),
        tries: z.int(),
        madeAt: Time,
        dueAt: Time,
        sentAt: Time.nullable(),
        problem: z.string().nullable(),
      }),
    ),
  }),
  async run(agent) {
    const found = await agent.store.deliveries()
    const latest = found
      .sort((a, b) =>
        a.madeAt === b.madeAt ? (a.id < b.id ? -1 : 1) : a.madeAt < b.madeAt ? 1 : -1,
      )
      .slice(0, LISTED)
    const sealed = (await editedSections(agent))?.includes('alerts') === false
    return {
      channels: agent.config().alerts.map(({ name, to, from }) => ({ name, to, from, sealed })),
      alerts: latest.map(({ alert, ...delivery }) => {
        const { kind, title } = Alert.parse(JSON.parse(alert))
        return { ...delivery, kind, title }
      }),
    }
  },
})
