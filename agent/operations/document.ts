import { z } from 'zod'
import { ShownFinding, Value } from '../../common/model/index.ts'
import { importDocument, LARGEST } from '../import/document.ts'
import { answering, list } from './operation.ts'

/** A document goes as base64 in a JSON text, with some words beside it. */
const AROUND = 128 * 1024

/** Makes a person's statement, and the file that it rests on, evidence of grade D. */
export const document = answering({
  title: 'State a setting, with a document that shows it',
  role: 'administrator',
  needs: 'record',
  largest: Math.ceil((LARGEST * 4) / 3) + AROUND,
  input: z.object({
    tenant: z.string(),
    setting: z.string(),
    value: Value,
    resource: z.string().optional(),
    until: z.string().optional(),
    by: z.string(),
    name: z.string().min(1).max(2000),
    body: z.base64(),
  }),
  kind: 'document',
  output: z.strictObject({
    document: z.strictObject({
      tenant: z.string(),
      setting: z.string(),
      resource: ShownFinding.shape.resource,
      value: Value,
      by: z.string(),
      at: z.string(),
      until: z.string().nullable(),
      file: z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() }),
      evidence: list(ShownFinding.shape.evidence.element),
      findings: list(ShownFinding),
    }),
  }),
  run: async (agent, actor, { body, ...stated }) => ({
    document: await importDocument(agent, actor, { ...stated, body: Buffer.from(body, 'base64') }),
  }),
})
