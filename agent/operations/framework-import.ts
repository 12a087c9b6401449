import { z } from 'zod'
import { KebabId } from '../../common/model/index.ts'
import { importFramework } from '../home/own-frameworks.ts'
import { answering, list } from './operation.ts'

const LARGEST = 32 * 1024 * 1024

/** Makes a framework of the user's own from an OSCAL catalogue or profile or a list, to be mapped in its file. */
export const frameworkImport = answering({
  title: 'Import a framework from an OSCAL catalogue, a profile or a list',
  role: 'administrator',
  needs: 'record',
  largest: LARGEST,
  input: z.strictObject({
    id: KebabId,
    /** Of the file, as it is named in what is said. */
    name: z.string(),
    text: z.string().min(1),
    title: z.string().min(1).optional(),
    /** What a profile imports, by its address as it stands there. */
    beside: list(z.strictObject({ href: z.string(), text: z.string() })).optional(),
  }),
  kind: 'framework-import',
  output: z.strictObject({ file: z.string(), requirements: z.int(), kept: z.int() }),
  run: (agent, _, wanted) => importFramework(agent.home, wanted),
})
