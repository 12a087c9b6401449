import { mkdirSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { z } from 'zod'
import { Level } from '../../common/log/bundle.ts'
import { exportTo } from '../export/export.ts'
import { formats } from '../export/formats.ts'
import { ocsfClasses } from '../export/ocsf-class.ts'
import { oscalVersions } from '../export/oscal/names.ts'
import { assertOutgoing } from '../home/outgoing.ts'
import { list, steps, streaming } from './operation.ts'

/** What is exported, but for where it goes. */
export const Export = z.strictObject({
  format: z.enum(formats),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  tenants: list(z.string()).optional(),
  frameworks: list(z.string()).optional(),
  /** Of the frameworks that have levels, only what this one asks for. */
  level: z.string().optional(),
  /** In place of tenants, frameworks and level: those of the scope that is sealed of this framework. */
  scope: z.string().optional(),
  days: list(z.iso.date()).optional(),
  redact: z.boolean().optional(),
  oscalVersion: z.enum(oscalVersions).optional(),
  ocsfClass: z.literal(ocsfClasses).optional(),
})

/** Writes a window of the record as an auditor, a GRC tool or a SIEM takes it. */
export const exportWindow = streaming({
  title: 'Write an export',
  role: 'administrator',
  needs: 'record',
  commandsOnly: true,
  input: Export.extend({
    out: z.string().refine(isAbsolute, 'an absolute path'),
    /** Replaces what is there. */
    force: z.boolean().default(false),
  }),
  kind: 'export',
  output: z.strictObject({
    file: z.string(),
    bytes: z.int(),
    /** Its format: that word says what a document is. */
    as: z.enum(formats),
    from: z.string(),
    to: z.string(),
    level: Level,
    entries: z.int(),
    checkpoint: z.strictObject({ size: z.int(), root: z.string() }),
  }),
  stream: (agent, actor, { force, ...options }) =>
    steps(async tell => {
      assertOutgoing(agent.home, options.out, { force })
      mkdirSync(dirname(options.out), { recursive: true })
      const { format: as, ...exported } = await exportTo(agent, {
        ...options,
        actor,
        onProgress: tell,
      })
      return { as, ...exported }
    }),
})
