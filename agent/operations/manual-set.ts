import { z } from 'zod'
import { ManualItem } from '../../common/model/index.ts'
import { LARGEST } from '../import/document.ts'
import { scopedOf, setManual } from '../judge/scope.ts'
import { answering, list } from './operation.ts'
import { ManualShape, statedOf } from './scope-shapes.ts'

/** A document goes as base64 in a JSON text, with some words beside it. */
const AROUND = 128 * 1024

/** Seals evidence that no setting shows, with its owner, its document and when it is reviewed. */
export const manualSet = answering({
  title: 'State evidence that no setting shows',
  role: 'administrator',
  needs: 'record',
  largest: Math.ceil((LARGEST * 4) / 3) + AROUND,
  input: ManualItem.omit({ document: true }).extend({
    /** A day in the future. */
    review: z.string(),
    document: z.strictObject({ name: z.string().min(1).max(2000), body: z.base64() }).optional(),
  }),
  kind: 'manual-item',
  output: z.strictObject({ manual: list(ManualShape) }),
  async run(agent, actor, { document, ...item }) {
    const file = document
      ? { name: document.name, body: Buffer.from(document.body, 'base64') }
      : null
    await setManual(agent, actor, item, file)
    const scoped = await scopedOf(agent, item.framework)
    const { manual } = statedOf(scoped, item.requirement, agent.clock())
    return { manual }
  },
})
