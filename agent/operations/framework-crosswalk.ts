import { z } from 'zod'
import { KebabId } from '../../common/model/index.ts'
import { importCrosswalk } from '../home/own-frameworks.ts'
import { answering } from './operation.ts'

const LARGEST = 32 * 1024 * 1024

/** Says which requirements of an own framework are like which of a shipped one: fulfil once, show in all. */
export const frameworkCrosswalk = answering({
  title: 'Import a crosswalk from a framework of your own to a shipped one',
  role: 'administrator',
  needs: 'record',
  largest: LARGEST,
  input: z.strictObject({
    id: KebabId,
    other: KebabId,
    /** Of the file, as it is named in what is said. */
    name: z.string(),
    text: z.string().min(1),
  }),
  kind: 'framework-crosswalk',
  output: z.strictObject({ file: z.string(), requirements: z.int(), lines: z.int() }),
  run: (agent, _, wanted) => importCrosswalk(agent.home, wanted),
})
